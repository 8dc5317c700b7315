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
import java.util.OptionalLong;

/**
 * Dead letters on their way, in the checkpoint: {@code pawl/dead-letters/<batch>.json} is there before the sink commits the batch
 * and goes when its lines have been delivered. Whether they are to be delivered is for the sink's commit to tell.
 */
public final class LetterOutbox {
    private static final String DIRECTORY = "pawl/dead-letters";
    private static final String EXTENSION = ".json";

    private final Storage checkpoint;

    /** The batch whose letters were written last and are here still. */
    private OptionalLong written = OptionalLong.empty();

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
        written = OptionalLong.of(batchId);
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

    /** Another attempt of the batch has no letters: those that one before it wrote are of no result. */
    void takeBack(long batchId) {
        if (written.equals(OptionalLong.of(batchId))) {
            remove(batchId);
        }
    }

    /** Also if there are none. */
    public void remove(long batchId) {
        try {
            checkpoint.delete(path(batchId));
        } catch (IOException e) {
            throw unavailable("deleted", path(batchId), e);
        }
        written = OptionalLong.empty();
    }

    private PawlException unavailable(String done, String path, IOException e) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE, checkpoint.root() + "/" + path + " cannot be " + done + ".", e);
    }
}
