package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;

/** A directory with one file for each batch that has dead letters, {@code <query id>-<batch>.json}: it is there as a whole or not. */
public final class LetterFiles implements LetterTarget {
    private final String location;
    private final Storage storage;
    private final String queryId;

    /** @param storage closed by this object */
    public LetterFiles(String location, Storage storage, String queryId) {
        this.location = location;
        this.storage = storage;
        this.queryId = queryId;
    }

    @Override
    public String description() {
        return location;
    }

    @Override
    public void deliver(long batchId, Letters letters) throws IOException {
        try {
            storage.createNew(queryId + "-" + batchId + ".json", out -> {
                try (InputStream in = letters.open()) {
                    in.transferTo(out);
                }
            });
        } catch (FileAlreadyExistsException e) {
            // An attempt before this one got so far.
        }
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (IOException e) {
            throw new PawlException(ErrorCode.STORAGE_UNAVAILABLE, "Storage " + location + " does not close.", e);
        }
    }
}
