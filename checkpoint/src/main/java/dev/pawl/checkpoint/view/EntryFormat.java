package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.row.ValueCodec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the entries of a store become a key row and value rows. */
sealed interface EntryFormat {
    /** Whether an entry belongs to what is looked at; a store may hold several column families. */
    boolean concerns(Bytes key) throws RowProblem;

    byte[] keyRow(Bytes key) throws RowProblem;

    /** One row, or of a list variable one for each element. */
    List<byte[]> valueRows(Bytes value) throws RowProblem;

    /** The HDFS-backed provider: rows and nothing else. */
    record Bare() implements EntryFormat {
        @Override
        public boolean concerns(Bytes key) {
            return true;
        }

        @Override
        public byte[] keyRow(Bytes key) {
            return key.shared();
        }

        /** Spark before 2.3 wrote four bytes too many. */
        @Override
        public List<byte[]> valueRows(Bytes value) {
            int length = value.length() / Long.BYTES * Long.BYTES;
            return List.of(length == value.length() ? value.shared() : Arrays.copyOf(value.shared(), length));
        }
    }

    /**
     * The RocksDB provider.
     *
     * @param family the number in front of the keys, in a store with column families
     * @param elements what stands between the elements of a list; empty where a value is one row
     */
    record RocksDb(KeyCodec keys, Optional<Short> family, Optional<MergeDelimiter> elements) implements EntryFormat {
        @Override
        public boolean concerns(Bytes key) throws RowProblem {
            return family.isEmpty() || KeyCodec.familyId(key.shared()) == family.get();
        }

        @Override
        public byte[] keyRow(Bytes key) throws RowProblem {
            return keys.decode(key.shared());
        }

        @Override
        public List<byte[]> valueRows(Bytes value) throws RowProblem {
            return elements.isPresent()
                    ? ValueCodec.decodeList(value.shared(), elements.get())
                    : List.of(ValueCodec.decode(value.shared()));
        }
    }
}
