package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One state file that is read from start to end, and checked against its checksum file when the end is reached. */
final class StateFileInput implements Closeable {
    private static final Pattern VERSION = Pattern.compile("v([0-9]{1,9})");
    private static final int VERSION_BYTES_MAX = 10;

    private final String where;
    private final String checksumPath;
    private final Optional<ChecksumFile> checksum;
    private final StoredBytes stored;
    private final DataInputStream in;
    private final int recordBytesMax;
    private final Supplier<String> advice;

    private StateFileInput(
            StoredBytes stored,
            StateFileReader reader,
            String path,
            Optional<ChecksumFile> checksum,
            Supplier<String> advice) {
        this.where = where(reader.storage(), path);
        this.checksumPath = path + StateFileName.CHECKSUM_SUFFIX;
        this.checksum = checksum;
        this.stored = stored;
        this.recordBytesMax = reader.recordBytesMax();
        this.advice = advice;
        this.in = new DataInputStream(new BufferedInputStream(decompressed(stored, reader.codec())));
    }

    /** @param advice what else can be loaded, asked for when this file cannot be read; a sentence or empty */
    static StateFileInput open(StateFileReader reader, String path, ErrorCode ifMissing, Supplier<String> advice) {
        Storage storage = reader.storage();
        String where = where(storage, path);
        try {
            StoredBytes stored = new StoredBytes(storage.read(path), where);
            try {
                return new StateFileInput(stored, reader, path, checksumOf(storage, path), advice);
            } catch (IOException | RuntimeException e) {
                stored.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new PawlException(ifMissing, sentences(where + " does not exist.", advice), e);
        } catch (IOException e) {
            throw new PawlException(ErrorCode.STORAGE_UNAVAILABLE, where + " cannot be read.", e);
        }
    }

    int readType() throws IOException {
        return in.readUnsignedByte();
    }

    /** The length of a key or value; -1 has a meaning of its own. */
    int readLength(String what) throws IOException {
        int length = in.readInt();
        if (length < RecordFormat.NO_LENGTH) {
            throw new IOException(what + " size cannot be " + length);
        }
        return length;
    }

    Bytes readBytes(String what, int length) throws IOException {
        if (length > recordBytesMax) {
            verify();
            throw new PawlException(
                    ErrorCode.STATE_RECORD_TOO_LARGE,
                    sentences(
                            where + " has a " + what + " of " + length + " bytes, the limit is " + recordBytesMax + ".",
                            advice));
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException(
                    "the file ends inside a " + what + ": expected " + length + " bytes, found " + bytes.length);
        }
        return Bytes.wrap(bytes);
    }

    String readText() throws IOException {
        return in.readUTF();
    }

    /** The number in a leading "v" + number, which is then consumed; empty if the file starts otherwise. */
    Optional<Integer> readVersion() throws IOException {
        in.mark(Short.BYTES + VERSION_BYTES_MAX);
        byte[] lengthBytes = in.readNBytes(Short.BYTES);
        int length = lengthBytes.length < Short.BYTES ? 0 : ((lengthBytes[0] & 0xff) << 8) | (lengthBytes[1] & 0xff);
        if (length <= VERSION_BYTES_MAX) {
            Matcher matcher = VERSION.matcher(new String(in.readNBytes(length), StandardCharsets.US_ASCII));
            if (matcher.matches()) {
                return Optional.of(Integer.parseInt(matcher.group(1)));
            }
        }
        in.reset();
        return Optional.empty();
    }

    /** Reads on to the end of the file and compares it with its checksum file, if it has one. */
    void verify() {
        if (checksum.isEmpty()) {
            return;
        }
        stored.drain();
        ChecksumFile expected = checksum.get();
        if (expected.value() != stored.checksum() || expected.mainFileSize() != stored.size()) {
            throw new PawlException(
                    ErrorCode.CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED,
                    sentences(
                            where + " is not what its checksum file " + checksumPath + " says: expected size "
                                    + expected.mainFileSize() + " and checksum " + expected.value() + ", found size "
                                    + stored.size() + " and checksum " + stored.checksum() + ".",
                            advice));
        }
    }

    /** The error for bytes that cannot be understood: a failed verification says more than the place of the damage. */
    PawlException damaged(IOException e) {
        verify();
        String reason = e.getMessage() == null ? "the file ends too early" : e.getMessage();
        return new PawlException(
                ErrorCode.STATE_FILE_CORRUPT, sentences(where + " is damaged: " + reason + ".", advice), e);
    }

    PawlException unsupported(int version) {
        verify();
        return new PawlException(
                ErrorCode.INVALID_CHANGE_LOG_READER_VERSION,
                where + " has changelog version " + version + ", the newest known is " + ChangelogFormat.values().length
                        + ".");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    static String where(Storage storage, String path) {
        return "File " + path + " below " + storage.root();
    }

    static String sentences(String first, Supplier<String> advice) {
        String second = advice.get();
        return second.isEmpty() ? first : first + " " + second;
    }

    private static InputStream decompressed(StoredBytes stored, CompressionCodec codec) {
        return new InputStream() {
            private InputStream opened = InputStream.nullInputStream();
            private boolean isOpen;

            @Override
            public int read() throws IOException {
                return source().read();
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                return source().read(target, offset, length);
            }

            @Override
            public void close() throws IOException {
                try (stored) {
                    opened.close();
                }
            }

            /** Opened on demand: a decompressor may read, and fail, when it is made. */
            private InputStream source() throws IOException {
                if (!isOpen) {
                    opened = codec.decompress(keptOpen(stored));
                    isOpen = true;
                }
                return opened;
            }
        };
    }

    /** Some decompressors close what they read as soon as it ends, or is damaged: the rest is still to be verified. */
    private static InputStream keptOpen(StoredBytes stored) {
        return new FilterInputStream(stored) {
            @Override
            public void close() {}
        };
    }

    private static Optional<ChecksumFile> checksumOf(Storage storage, String path) throws IOException {
        String checksumPath = path + StateFileName.CHECKSUM_SUFFIX;
        try {
            byte[] bytes = SmallFile.read(storage, checksumPath);
            return Optional.of(ChecksumFile.parse(new String(bytes, StandardCharsets.UTF_8)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED,
                    where(storage, path) + " cannot be verified: its checksum file " + checksumPath + " is damaged: "
                            + e.reason() + ".",
                    e);
        }
    }
}
