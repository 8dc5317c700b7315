package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.InputStream;

/** The content of a file. */
record FileContent(Storage storage, String path, Place place) {
    InputStream read() throws IOException {
        return storage.read(path);
    }

    /** What the file holds, whatever it is compressed with; that its name tells. */
    InputStream readPlain() throws IOException {
        InputStream raw = read();
        try {
            return Compression.ofName(place.name()).decompress(raw);
        } catch (IOException | RuntimeException e) {
            raw.close();
            throw e;
        }
    }

    boolean isCompressed() {
        return Compression.ofName(place.name()) != Compression.NONE;
    }

    RandomAccess open() throws IOException {
        return storage.open(path);
    }
}
