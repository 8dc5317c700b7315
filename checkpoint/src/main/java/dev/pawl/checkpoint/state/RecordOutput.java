package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import java.io.DataOutputStream;
import java.io.IOException;

/** Writes records and the mark that ends them. */
final class RecordOutput {
    private final DataOutputStream out;
    private final RecordFormat format;

    RecordOutput(DataOutputStream out, RecordFormat format) {
        this.out = out;
        this.format = format;
    }

    void writeAll(ChangeCursor changes) throws IOException {
        while (changes.next()) {
            write(changes.kind(), changes.key(), changes.value());
        }
        writeEnd();
    }

    void write(ChangeKind kind, Bytes key, Bytes value) throws IOException {
        if (format == RecordFormat.TYPED) {
            out.writeByte(type(kind));
        } else if (kind == ChangeKind.MERGE) {
            throw new IllegalStateException("a file of pairs cannot hold a merge, key " + key);
        }
        writeBytes(key);
        if (kind == ChangeKind.DELETE) {
            out.writeInt(RecordFormat.NO_LENGTH);
        } else {
            writeBytes(value);
        }
    }

    void writeEnd() throws IOException {
        switch (format) {
            case PAIRS -> out.writeInt(RecordFormat.NO_LENGTH);
            case TYPED -> out.writeByte(RecordFormat.TYPE_END);
        }
    }

    private void writeBytes(Bytes bytes) throws IOException {
        out.writeInt(bytes.length());
        out.write(bytes.shared(), 0, bytes.length());
    }

    private static int type(ChangeKind kind) {
        return switch (kind) {
            case PUT -> RecordFormat.TYPE_PUT;
            case DELETE -> RecordFormat.TYPE_DELETE;
            case MERGE -> RecordFormat.TYPE_MERGE;
        };
    }
}
