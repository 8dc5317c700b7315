package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Opens deltas, snapshots and changelogs.
 *
 * <p>Rows are handed out as they are read. A file can turn out to be damaged with any call of {@code next()}, the one that
 * returns false included: only then has it been compared with its checksum file.
 *
 * @param recordBytesMax largest key or value that is read into memory
 */
public record StateFileReader(Storage storage, CompressionCodec codec, int recordBytesMax) {
    /** The heap must hold a few keys and values, each of which is read in pieces and then put together. */
    public static final int RECORD_BYTES_MAX_DEFAULT =
            (int) Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);

    public StateFileReader(Storage storage, CompressionCodec codec) {
        this(storage, codec, RECORD_BYTES_MAX_DEFAULT);
    }

    public StateFileReader {
        if (recordBytesMax < 1) {
            throw new IllegalArgumentException("recordBytesMax must be positive, was " + recordBytesMax);
        }
    }

    /** The changes in a {@code .delta} file. */
    public ChangeCursor delta(String path) {
        return delta(path, StateFileReader::noAdvice);
    }

    ChangeCursor delta(String path, Supplier<String> advice) {
        return new RecordChanges(
                StateFileInput.open(this, path, ErrorCode.CANNOT_READ_DELTA_FILE_NOT_EXISTS, advice),
                RecordFormat.PAIRS);
    }

    /** The rows in a {@code .snapshot} file. */
    public StateCursor snapshot(String path) {
        return snapshot(path, StateFileReader::noAdvice);
    }

    StateCursor snapshot(String path, Supplier<String> advice) {
        return new SnapshotRows(StateFileInput.open(this, path, ErrorCode.CANNOT_READ_MISSING_SNAPSHOT_FILE, advice));
    }

    /** The changes in a {@code .changelog} file of any version. */
    public ChangeCursor changelog(String path) {
        return changelog(path, StateFileReader::noAdvice);
    }

    ChangeCursor changelog(String path, Supplier<String> advice) {
        StateFileInput file = openChangelog(path, advice);
        try {
            return new RecordChanges(file, readHeader(file).format().records());
        } catch (RuntimeException e) {
            closeAfter(e, file);
            throw e;
        }
    }

    /** The start of a {@code .changelog} file; the rest is neither read nor verified. */
    public ChangelogHeader changelogHeader(String path) {
        return changelogHeader(path, StateFileReader::noAdvice);
    }

    ChangelogHeader changelogHeader(String path, Supplier<String> advice) {
        StateFileInput file = openChangelog(path, advice);
        try (file) {
            return readHeader(file);
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE, StateFileInput.where(storage, path) + " cannot be closed.", e);
        }
    }

    private StateFileInput openChangelog(String path, Supplier<String> advice) {
        return StateFileInput.open(this, path, ErrorCode.CANNOT_READ_STREAMING_STATE_FILE, advice);
    }

    private static ChangelogHeader readHeader(StateFileInput file) {
        try {
            Optional<Integer> version = file.readVersion();
            if (version.isEmpty()) {
                return new ChangelogHeader(ChangelogFormat.V1, List.of());
            }
            ChangelogFormat format =
                    ChangelogFormat.of(version.get()).orElseThrow(() -> file.unsupported(version.get()));
            return new ChangelogHeader(format, format.hasLineage() ? LineageItem.parse(file.readText()) : List.of());
        } catch (IOException e) {
            throw file.damaged(e);
        } catch (JsonProblem e) {
            throw file.damaged(new IOException("lineage: " + e.reason(), e));
        }
    }

    private static String noAdvice() {
        return "";
    }

    private static void closeAfter(RuntimeException failure, StateFileInput file) {
        try {
            file.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
