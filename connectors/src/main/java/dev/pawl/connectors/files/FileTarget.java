package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.FileSinkLog;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Whose a directory of results is, and whether it is all there. The log {@code _spark_metadata/} knows batches by their
 * numbers only, so the file {@code _pawl/query} beside it has the id of the query that writes it.
 */
final class FileTarget {
    /** There before the first file is, so that no reader takes files for results that no log names. */
    static final String MARK = "_pawl";

    private static final String OWNER = MARK + "/query";

    private final Storage storage;
    private final FileSinkLog log;
    private final String description;
    private final String queryId;
    private boolean isOwned;

    FileTarget(Storage storage, FileSinkLog log, String description, String queryId) {
        this.storage = storage;
        this.log = log;
        this.description = description;
        this.queryId = queryId;
    }

    /** Whether a batch of this query is a result. */
    boolean isCommitted(long batchId) {
        OptionalLong latest = log.latest();
        long last = latest.orElse(-1);
        if (last < batchId - 1) {
            throw new PawlException(
                    ErrorCode.SINK_LOG_LOST,
                    description + " has lost results: the checkpoint has committed batch " + (batchId - 1)
                            + ", but the log `_spark_metadata` there "
                            + (latest.isEmpty() ? "is gone or empty" : "ends with batch " + last)
                            + ". Readers would not see the batches before.");
        }
        if (batchId > last) {
            return false;
        }
        Optional<String> owner = owner();
        if (owner.isPresent() && !owner.get().equals(queryId)) {
            throw new PawlException(
                    ErrorCode.SINK_BATCH_UNKNOWN,
                    description + " has a batch " + batchId + " already, which was written by another query, "
                            + owner.get() + ".");
        }
        return true;
    }

    /** Before the first batch is written: of two queries that begin on one directory at once, one is refused. */
    void take() {
        if (isOwned) {
            return;
        }
        Optional<String> owner = owner();
        if (owner.isEmpty()) {
            try {
                storage.createNew(OWNER, out -> out.write(queryId.getBytes(StandardCharsets.UTF_8)));
                owner = Optional.of(queryId);
            } catch (FileAlreadyExistsException e) {
                owner = owner();
            } catch (IOException e) {
                throw unavailable(e);
            }
        }
        if (owner.isEmpty() || !owner.get().equals(queryId)) {
            throw new PawlException(
                    ErrorCode.SINK_TARGET_TAKEN,
                    description + " belongs to another query, " + owner.orElse("which is just beginning")
                            + ": its log would take the batches of both for those of one.");
        }
        isOwned = true;
    }

    private Optional<String> owner() {
        try (InputStream in = storage.read(OWNER)) {
            return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private PawlException unavailable(IOException e) {
        return new PawlException(
                ErrorCode.SINK_FAILED, "Whose " + description + " is cannot be read or written down.", e);
    }
}
