package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32C;

/**
 * The bytes of a file as they are stored, counted and summed while they are read.
 *
 * <p>A failure of the storage leaves as {@link PawlException}: whatever {@link IOException} then comes out of the layers
 * above means that the bytes are wrong.
 */
final class StoredBytes extends FilterInputStream {
    private static final int SKIP_BYTES = 8 << 10;

    private final String where;
    private final CRC32C crc = new CRC32C();
    private long size;

    StoredBytes(InputStream in, String where) {
        super(in);
        this.where = where;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        try {
            int count = in.read(target, offset, length);
            if (count > 0) {
                crc.update(target, offset, count);
                size += count;
            }
            return count;
        } catch (IOException e) {
            throw new PawlException(ErrorCode.STORAGE_UNAVAILABLE, where + " cannot be read.", e);
        }
    }

    @Override
    public long skip(long count) {
        byte[] skipped = new byte[(int) Math.min(count, SKIP_BYTES)];
        return Math.max(0, read(skipped, 0, skipped.length));
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Reads what is left. */
    void drain() {
        byte[] skipped = new byte[SKIP_BYTES];
        int count;
        do {
            count = read(skipped, 0, skipped.length);
        } while (count >= 0);
    }

    long size() {
        return size;
    }

    int checksum() {
        return (int) crc.getValue();
    }
}
