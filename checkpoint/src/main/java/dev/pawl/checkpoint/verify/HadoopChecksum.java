package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.storage.Storage;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/** The side file of Hadoop's local file system: {@code crc\0}, the size of a chunk, and the CRC-32 of each chunk. */
final class HadoopChecksum {
    private static final int MAGIC = 0x63726300;
    private static final int CHUNK_BYTES_MAX = 1 << 20;

    private HadoopChecksum() {}

    static boolean fits(Storage storage, String file, String sideFile) throws IOException {
        try (DataInputStream expected = new DataInputStream(new BufferedInputStream(storage.read(sideFile)));
                InputStream in = storage.read(file)) {
            if (expected.readInt() != MAGIC) {
                return false;
            }
            int chunkBytes = expected.readInt();
            if (chunkBytes < 1 || chunkBytes > CHUNK_BYTES_MAX) {
                return false;
            }
            byte[] chunk = new byte[chunkBytes];
            CRC32 crc = new CRC32();
            int length = in.readNBytes(chunk, 0, chunkBytes);
            while (length > 0) {
                crc.reset();
                crc.update(chunk, 0, length);
                if (expected.readInt() != (int) crc.getValue()) {
                    return false;
                }
                length = in.readNBytes(chunk, 0, chunkBytes);
            }
            return expected.read() < 0;
        } catch (EOFException e) {
            return false;
        }
    }
}
