package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import java.io.IOException;

/** The records of one open state file. The file is verified when the last has been read. */
final class RecordChanges implements ChangeCursor {
    private final StateFileInput file;
    private final RecordFormat format;
    private ChangeKind kind = ChangeKind.PUT;
    private Bytes key = Bytes.EMPTY;
    private Bytes value = Bytes.EMPTY;
    private boolean ended;

    RecordChanges(StateFileInput file, RecordFormat format) {
        this.file = file;
        this.format = format;
    }

    @Override
    public boolean next() {
        if (ended) {
            return false;
        }
        try {
            boolean found =
                    switch (format) {
                        case PAIRS -> readPair();
                        case TYPED -> readTyped();
                    };
            if (!found) {
                ended = true;
                file.verify();
            }
            return found;
        } catch (IOException e) {
            throw file.damaged(e);
        }
    }

    @Override
    public ChangeKind kind() {
        return kind;
    }

    @Override
    public Bytes key() {
        return key;
    }

    @Override
    public Bytes value() {
        return value;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    private boolean readPair() throws IOException {
        int keyLength = file.readLength("key");
        if (keyLength == RecordFormat.NO_LENGTH) {
            return false;
        }
        key = file.readBytes("key", keyLength);
        int valueLength = file.readLength("value");
        kind = valueLength == RecordFormat.NO_LENGTH ? ChangeKind.DELETE : ChangeKind.PUT;
        value = valueLength == RecordFormat.NO_LENGTH ? Bytes.EMPTY : file.readBytes("value", valueLength);
        return true;
    }

    private boolean readTyped() throws IOException {
        int type = file.readType();
        if (type == RecordFormat.TYPE_END) {
            return false;
        }
        kind = kind(type);
        key = file.readBytes("key", present("key", file.readLength("key")));
        int valueLength = file.readLength("value");
        if (kind == ChangeKind.DELETE) {
            if (valueLength != RecordFormat.NO_LENGTH) {
                throw new IOException("a delete cannot have a value of size " + valueLength);
            }
            value = Bytes.EMPTY;
        } else {
            value = file.readBytes("value", present("value", valueLength));
        }
        return true;
    }

    private static ChangeKind kind(int type) throws IOException {
        return switch (type) {
            case RecordFormat.TYPE_PUT -> ChangeKind.PUT;
            case RecordFormat.TYPE_DELETE -> ChangeKind.DELETE;
            case RecordFormat.TYPE_MERGE -> ChangeKind.MERGE;
            default -> throw new IOException("unknown record type " + type);
        };
    }

    private static int present(String what, int length) throws IOException {
        if (length == RecordFormat.NO_LENGTH) {
            throw new IOException(what + " size cannot be " + length);
        }
        return length;
    }
}
