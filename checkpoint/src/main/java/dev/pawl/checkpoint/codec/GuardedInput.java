package dev.pawl.checkpoint.codec;

import dev.pawl.checkpoint.error.PawlException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Decompressors answer damaged input with any unchecked exception: here it becomes an {@link IOException}. */
final class GuardedInput extends FilterInputStream {
    private final String codec;

    GuardedInput(String codec, InputStream in) {
        super(in);
        this.codec = codec;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (PawlException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            return super.read(target, offset, length);
        } catch (PawlException e) {
            throw e;
        } catch (RuntimeException e) {
            throw damaged(e);
        }
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private IOException damaged(RuntimeException e) {
        return new IOException("not a valid " + codec + " stream", e);
    }
}
