package dev.pawl.checkpoint.storage;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.io.InputStream;

/** Reads a file that is small by its nature; one that is not is refused before it fills the memory. */
public final class SmallFile {
    /** Far above any log entry or metadata file, far below a heap. */
    public static final int BYTES_MAX = 16 << 20;

    private SmallFile() {}

    public static byte[] read(Storage storage, String path) throws IOException {
        try (InputStream in = storage.read(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new PawlException(
                        ErrorCode.FILE_TOO_LARGE,
                        "File " + path + " below " + storage.root() + " should be small but is larger than " + BYTES_MAX
                                + " bytes.");
            }
            return bytes;
        }
    }
}
