package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Dead letters on their way, in the checkpoint: {@code pawl/dead-letters/<batch>.json} is there before the sink commits the batch
 * and goes when its lines have been delivered. Whether they are to be delivered is for the sink's commit to tell.
 */
public final class LetterOutbox {
    private static final String DIRECTORY = "pawl/dead-letters";
    private static final String EXTENSION = ".json";

    private final Storage checkpoint;

    public LetterOutbox(Storage checkpoint) {
        this.checkpoint = checkpoint;
    }

    private static String path(long batchId) {
        return DIRECTORY + "/" + batchId + EXTENSION;
    }

    /** The batches that have letters here, in no order. */
    List<Long> batches() {
        List<Long> batches = new ArrayList<>();
        try {
            for (StorageEntry entry : checkpoint.list(DIRECTORY)) {
                String name = entry.name();
                if (entry.isFile() && name.matches("\\d{1,18}\\" + EXTENSION)) {
                    batches.add(Long.parseLong(name.substring(0, name.length() - EXTENSION.length())));
                }
            }
        } catch (IOException e) {
            throw unavailable("listed", DIRECTORY, e);
        }
        return batches;
    }

    /** Whether a batch has letters that were not delivered. */
    public boolean has(long batchId) {
        return batches().contains(batchId);
    }

    /** Where the letters of a batch are, for messages. */
    public String place(long batchId) {
        return checkpoint.root() + "/" + path(batchId);
    }

    /** In place of what an earlier attempt of the batch left. */
    void put(long batchId, Content lines) {
        try {
            checkpoint.replace(path(batchId), lines);
        } catch (IOException e) {
            throw unavailable("written", path(batchId), e);
        }
    }

    /** Closed by the caller. */
    InputStream open(long batchId) throws IOException {
        return checkpoint.read(path(batchId));
    }

    void remove(long batchId) {
        try {
            checkpoint.delete(path(batchId));
        } catch (IOException e) {
            throw unavailable("deleted", path(batchId), e);
        }
    }

    private PawlException unavailable(String done, String path, IOException e) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE, checkpoint.root() + "/" + path + " cannot be " + done + ".", e);
    }
}
