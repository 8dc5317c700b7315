package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/**
 * The newest commit that a stream has seen: a table that is deleted and made anew under a running stream has another one
 * of that number, or none yet.
 *
 * @param checksum of how the commit begins, where its writer tells when it was; empty if it was not there
 */
record LogMark(long version, OptionalLong checksum) {
    private static final int BYTES_MAX = 16 << 10;

    static LogMark of(DeltaTable table, String path, long version) {
        return new LogMark(version, checksum(table, path));
    }

    private static OptionalLong checksum(DeltaTable table, String path) {
        try (InputStream in = table.storage().read(path)) {
            CRC32C checksum = new CRC32C();
            checksum.update(in.readNBytes(BYTES_MAX));
            return OptionalLong.of(checksum.getValue());
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw table.unavailable(e);
        }
    }

    /** @throws PawlException if another commit has taken its place; one that is gone was cleaned up */
    void requireUnchanged(DeltaTable table, String path) {
        OptionalLong now = checksum(table, path);
        if (checksum.isPresent() && now.isPresent() && now.getAsLong() != checksum.getAsLong()) {
            throw new PawlException(
                    ErrorCode.DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE,
                    "Version " + version + " of Delta table " + table.location()
                            + " is another one than the query has read: the table was made anew meanwhile.");
        }
    }
}
