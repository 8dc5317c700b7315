package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Objects;

/**
 * A directory with one file for each batch that has dead letters, {@code <query id>-<batch>.json}: it is there as a whole or not. A batch
 * that has the number of another one gets {@code <query id>-<batch>-2.json}.
 */
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
        for (int life = 1; ; life++) {
            String name = queryId + "-" + batchId + (life == 1 ? "" : "-" + life) + ".json";
            try {
                storage.createNew(name, out -> {
                    try (InputStream in = letters.open()) {
                        in.transferTo(out);
                    }
                });
                return;
            } catch (FileAlreadyExistsException e) {
                if (isOfSameBatch(name, letters)) {
                    return; // An attempt before this one got so far.
                }
            }
        }
    }

    /** A checkpoint that was restored from a backup numbers its batches again, and they have other times. */
    private boolean isOfSameBatch(String name, Letters letters) throws IOException {
        String place = location + "/" + name;
        return first(storage.read(name), place)
                .time()
                .equals(first(letters.open(), place).time());
    }

    private static DeadLetter first(InputStream from, String place) throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
            return DeadLetter.parse(Objects.requireNonNullElse(lines.readLine(), ""), place + ", line 1");
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
