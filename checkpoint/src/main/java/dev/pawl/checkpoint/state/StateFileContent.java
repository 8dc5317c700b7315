package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.codec.CompressionCodec;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.storage.Content;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** The compressed content of deltas, snapshots and changelogs; it can be written once, as the rows it is given. */
final class StateFileContent {
    private StateFileContent() {}

    static Content delta(CompressionCodec codec, ChangeCursor changes) {
        return compressed(codec, out -> new RecordOutput(out, RecordFormat.PAIRS).writeAll(changes));
    }

    static Content snapshot(CompressionCodec codec, StateCursor rows) {
        return compressed(codec, out -> {
            RecordOutput records = new RecordOutput(out, RecordFormat.PAIRS);
            while (rows.next()) {
                records.write(ChangeKind.PUT, rows.key(), rows.value());
            }
            records.writeEnd();
        });
    }

    static Content changelog(CompressionCodec codec, ChangelogHeader header, ChangeCursor changes) {
        ChangelogFormat format = header.format();
        if (!format.hasLineage() && !header.lineage().isEmpty()) {
            throw new IllegalArgumentException("changelogs of format " + format + " have no lineage");
        }
        List<LineageItem> lineage = header.lineage();
        return compressed(codec, out -> {
            if (format != ChangelogFormat.V1) {
                out.writeUTF("v" + format.number());
            }
            if (format.hasLineage()) {
                out.writeUTF(LineageItem.format(lineage));
            }
            new RecordOutput(out, format.records()).writeAll(changes);
        });
    }

    /** What is written before it is compressed. */
    private interface Plain {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private static Content compressed(CompressionCodec codec, Plain plain) {
        return out -> {
            try (DataOutputStream data =
                    new DataOutputStream(new BufferedOutputStream(codec.compress(new StaysOpen(out))))) {
                plain.writeTo(data);
            }
        };
    }

    /** Compressed data ends with the close of the compressor; the file is closed by the storage. */
    private static final class StaysOpen extends FilterOutputStream {
        StaysOpen(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            out.flush();
        }
    }
}
