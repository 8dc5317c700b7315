package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

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

    /** As it is now; empty if it is not there. */
    Optional<StorageEntry> find() throws IOException {
        return storage.find(path).filter(StorageEntry::isFile);
    }

    void delete() throws IOException {
        storage.delete(path);
    }

    void moveTo(Storage target, String name) throws IOException {
        storage.moveTo(path, target, name);
    }

    RandomAccess open() throws IOException {
        return storage.open(path);
    }
}
