package dev.pawl.checkpoint.row;

import java.util.List;

/** How a RocksDB store lays out the columns of its keys. */
public sealed interface KeyLayout {
    /** The row as it is. */
    record NoPrefix() implements KeyLayout {}

    /** The first columns as a row of their own, so that all keys that share them are neighbours. */
    record PrefixScan(int columnCount) implements KeyLayout {}

    /** Some columns first, encoded so that the order of the bytes is the order of the values. */
    record RangeScan(List<Integer> ordinals) implements KeyLayout {
        public RangeScan {
            ordinals = List.copyOf(ordinals);
        }
    }
}
