package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.time.LocalDateTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** The file {@code <version>.zip}: RocksDB's small files and an entry {@code metadata}. Nothing of it is ever unpacked. */
final class SnapshotZip {
    static final String METADATA = "metadata";

    /** RocksDB's small files are four; the rest is room. */
    static final int ENTRIES_MAX = 1_000;
    /** Of all entries together, inflated; a manifest rarely exceeds a few megabytes. */
    static final long BYTES_MAX = 256L << 20;
    /** More than 100,000 table files. */
    static final int METADATA_BYTES_MAX = 16 << 20;

    private static final String LOG_SUFFIX = ".log";
    /** The earliest time the format can say: the same content is the same bytes. */
    private static final LocalDateTime ENTRY_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final String name;
    private final Set<String> names = new HashSet<>();
    private long bytesLeft = BYTES_MAX;

    private SnapshotZip(String name) {
        this.name = name;
    }

    static SnapshotMetadata readMetadata(Storage storage, String path) {
        SnapshotZip zip = new SnapshotZip("Snapshot " + path + " below " + storage.root());
        try (InputStream in = storage.read(path);
                ZipInputStream entries = new ZipInputStream(in)) {
            return zip.readMetadata(entries);
        } catch (NoSuchFileException e) {
            throw new PawlException(ErrorCode.CANNOT_READ_STREAMING_STATE_FILE, zip.name + " does not exist.", e);
        } catch (ZipException | EOFException | CharacterCodingException e) {
            throw zip.damaged("it is not a sound zip file: " + e.getMessage(), e);
        } catch (JsonProblem e) {
            throw zip.damaged("its entry " + METADATA + " is wrong: " + e.reason(), e);
        } catch (IOException e) {
            throw new PawlException(ErrorCode.STORAGE_UNAVAILABLE, "Cannot read " + zip.name + ".", e);
        }
    }

    /** Entries in the order of the map; names are plain. */
    static Content of(Map<String, Content> entries) {
        return out -> write(entries, out);
    }

    private static void write(Map<String, Content> entries, OutputStream out) throws IOException {
        // Not closed: the stream below belongs to the storage.
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, Content> content : entries.entrySet()) {
            ZipEntry entry = new ZipEntry(content.getKey());
            entry.setTimeLocal(ENTRY_TIME);
            zip.putNextEntry(entry);
            content.getValue().writeTo(zip);
            zip.closeEntry();
        }
        zip.finish();
    }

    private SnapshotMetadata readMetadata(ZipInputStream in) throws IOException, JsonProblem {
        String metadata = null;
        for (ZipEntry entry = nextEntry(in); entry != null; entry = nextEntry(in)) {
            checkName(entry.getName());
            if (entry.getName().equals(METADATA)) {
                metadata = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(readSmall(in)))
                        .toString();
            } else {
                boolean isLog = entry.getName().endsWith(LOG_SUFFIX);
                if (skip(in) > 0 && isLog) {
                    throw damaged("its entry " + entry.getName() + " holds changes that are in no table file", null);
                }
            }
        }
        if (metadata == null) {
            throw damaged("it has no entry " + METADATA, null);
        }
        return SnapshotMetadata.parse(metadata);
    }

    private static @Nullable ZipEntry nextEntry(ZipInputStream in) throws IOException {
        try {
            return in.getNextEntry();
        } catch (IllegalArgumentException e) {
            throw new ZipException("an entry's header cannot be read: " + e.getMessage());
        }
    }

    private void checkName(String entryName) {
        if (!FileName.isPlain(entryName)) {
            throw new PawlException(
                    ErrorCode.STATE_SNAPSHOT_ENTRY_REFUSED,
                    name + " has an entry \"" + printable(entryName) + "\", expected a name without directories.");
        }
        if (!names.add(entryName)) {
            throw new PawlException(
                    ErrorCode.STATE_SNAPSHOT_ENTRY_REFUSED, name + " has two entries \"" + entryName + "\".");
        }
        if (names.size() > ENTRIES_MAX) {
            throw damaged("it has more than " + ENTRIES_MAX + " entries", null);
        }
    }

    private byte[] readSmall(ZipInputStream in) throws IOException {
        byte[] bytes = in.readNBytes(METADATA_BYTES_MAX + 1);
        if (bytes.length > METADATA_BYTES_MAX) {
            throw damaged("its entry " + METADATA + " has more than " + METADATA_BYTES_MAX + " bytes", null);
        }
        return bytes;
    }

    /** Inflates what is not needed, so that its checksum is verified. */
    private long skip(ZipInputStream in) throws IOException {
        byte[] buffer = new byte[8192];
        long total = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            total += read;
            bytesLeft -= read;
            if (bytesLeft < 0) {
                throw damaged("its entries inflate to more than " + BYTES_MAX + " bytes", null);
            }
        }
        return total;
    }

    private PawlException damaged(String found, @Nullable Exception cause) {
        String what = name + " is damaged: " + found + ".";
        return cause == null
                ? new PawlException(ErrorCode.STATE_SNAPSHOT_CORRUPT, what)
                : new PawlException(ErrorCode.STATE_SNAPSHOT_CORRUPT, what, cause);
    }

    private static String printable(String text) {
        return text.substring(0, Math.min(text.length(), 100)).replaceAll("\\p{Cntrl}", "?");
    }
}
