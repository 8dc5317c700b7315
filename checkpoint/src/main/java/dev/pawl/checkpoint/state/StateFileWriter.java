package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;

/**
 * The one writer of a store directory. A file that is there is replaced, as a batch that runs again must. Several threads may use it
 * if no two write or delete the same version.
 *
 * <p>A checksum file never contradicts its file, whatever step a crash hits: it goes before the file is replaced, and comes
 * after.
 */
public final class StateFileWriter {
    private final Storage storage;
    private final StoreFiles store;
    private final CompressionCodec codec;
    private final Checksums checksums;

    /** Names in the directory, kept up to date: asking the storage to delete what is not there would cost every write. */
    private final NavigableSet<String> names;

    /** @param store a listing that is current: nobody else writes to the directory */
    public StateFileWriter(Storage storage, StoreFiles store, CompressionCodec codec, Checksums checksums) {
        this.storage = storage;
        this.store = store;
        this.codec = codec;
        this.checksums = checksums;
        this.names = new ConcurrentSkipListSet<>(store.names());
    }

    /** What is in the directory by now. */
    public StoreFiles files() {
        return StoreFiles.of(store.directory(), names);
    }

    /** Takes note of a file that something else wrote or began to write: it counts as being there. */
    public void written(StateFileName file) {
        names.add(file.format());
    }

    /** Writes {@code <version>.delta}. */
    public void writeDelta(long version, ChangeCursor changes) {
        write(StateFileName.of(version, StateFileName.Kind.DELTA), StateFileContent.delta(codec, changes));
    }

    /** Writes {@code <version>.snapshot}. */
    public void writeSnapshot(long version, StateCursor rows) {
        write(StateFileName.of(version, StateFileName.Kind.SNAPSHOT), StateFileContent.snapshot(codec, rows));
    }

    /** Writes {@code <version>.changelog}. */
    public void writeChangelog(long version, ChangelogFormat format, ChangeCursor changes) {
        if (format.hasLineage()) {
            throw new IllegalArgumentException("changelogs of format " + format + " need a unique id");
        }
        ChangelogHeader header = new ChangelogHeader(format, List.of());
        write(
                StateFileName.of(version, StateFileName.Kind.CHANGELOG),
                StateFileContent.changelog(codec, header, changes));
    }

    /** Writes {@code <version>_<unique id>.changelog}. */
    public void writeChangelog(LineageItem item, ChangelogHeader header, ChangeCursor changes) {
        if (!header.format().hasLineage()) {
            throw new IllegalArgumentException("changelogs of format " + header.format() + " have no unique id");
        }
        write(
                new StateFileName(item.version(), item.uniqueId(), StateFileName.Kind.CHANGELOG),
                StateFileContent.changelog(codec, header, changes));
    }

    /** Writes any data file with its checksum file. */
    public void write(StateFileName file, Content content) {
        try {
            deleteIfThere(checksumOf(file));
            SummedContent summed = new SummedContent(content);
            replace(file.format(), summed);
            Optional<ChecksumFile> checksum = summed.checksum(checksums);
            if (checksum.isPresent()) {
                replace(checksumOf(file), Content.of(checksum.get().format()));
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    StateFileInput.where(storage, store.path(file)) + " cannot be written.",
                    e);
        }
    }

    /** Deletes data files and their checksum files, oldest version first. */
    public void delete(Collection<StateFileName> files) {
        for (StateFileName file : new TreeSet<>(files)) {
            try {
                deleteIfThere(checksumOf(file));
                deleteIfThere(file.format());
            } catch (IOException e) {
                throw new PawlException(
                        ErrorCode.STORAGE_UNAVAILABLE,
                        StateFileInput.where(storage, store.path(file)) + " cannot be deleted.",
                        e);
            }
        }
    }

    /** A write that failed may have come as far as its name: it counts as being there. */
    private void replace(String name, Content content) throws IOException {
        names.add(name);
        storage.replace(path(name), content);
    }

    private void deleteIfThere(String name) throws IOException {
        if (names.contains(name)) {
            storage.delete(path(name));
            names.remove(name);
        }
    }

    private String path(String name) {
        return store.directory() + "/" + name;
    }

    private static String checksumOf(StateFileName file) {
        return file.format() + StateFileName.CHECKSUM_SUFFIX;
    }

    /** Counts and sums what is written. */
    private static final class SummedContent implements Content {
        private final Content content;
        private final CRC32C crc = new CRC32C();
        private long size;

        SummedContent(Content content) {
            this.content = content;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            crc.reset();
            size = 0;
            content.writeTo(new CheckedOutputStream(out, crc) {
                @Override
                public void write(int value) throws IOException {
                    super.write(value);
                    size++;
                }

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    super.write(bytes, offset, length);
                    size += length;
                }
            });
        }

        Optional<ChecksumFile> checksum(Checksums checksums) {
            return checksums.of((int) crc.getValue(), size);
        }
    }
}
