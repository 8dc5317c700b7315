package dev.pawl.checkpoint.rocksdb;

import java.nio.charset.StandardCharsets;

/** What a table file says about itself, as far as reading it depends on that. */
record SstProperties(IndexKind indexKind, boolean indexDeltaEncoded, long entries, long rangeDeletions) {
    private static final String ENTRIES = "rocksdb.num.entries";
    private static final String RANGE_DELETIONS = "rocksdb.num.range-deletions";
    private static final String INDEX_TYPE = "rocksdb.block.based.table.index.type";
    private static final String INDEX_DELTA_ENCODED = "rocksdb.index.value.is.delta.encoded";
    private static final String COMPARATOR = "rocksdb.comparator";
    private static final String EXTERNAL_VERSION = "rocksdb.external_sst_file.version";

    private static final String BYTEWISE = "leveldb.BytewiseComparator";

    /** How the index is laid out; the order is that of RocksDB's numbers. */
    enum IndexKind {
        BINARY_SEARCH,
        HASH_SEARCH,
        TWO_LEVEL,
        WITH_FIRST_KEY
    }

    static SstProperties parse(BlockContent block) {
        SstPath file = block.file();
        IndexKind kind = IndexKind.BINARY_SEARCH;
        long deltaEncoded = 0;
        long entries = -1;
        long rangeDeletions = 0;
        BlockEntries properties = new BlockEntries(block);
        while (properties.next()) {
            switch (new String(properties.key(), 0, properties.keyLength(), StandardCharsets.UTF_8)) {
                case ENTRIES -> entries = properties.valueInput().varint64();
                case RANGE_DELETIONS -> rangeDeletions = properties.valueInput().varint64();
                case INDEX_DELTA_ENCODED ->
                    deltaEncoded = properties.valueInput().varint64();
                case INDEX_TYPE -> kind = indexKind(properties.valueInput().fixed32(), file);
                case COMPARATOR -> checkComparator(new String(properties.value(), StandardCharsets.UTF_8), file);
                case EXTERNAL_VERSION -> throw file.unsupported("ingestion, which keeps its order outside of the file");
                default -> {
                    // the many others are statistics
                }
            }
        }
        if (entries < 0 || rangeDeletions < 0 || rangeDeletions > entries) {
            throw file.damaged("its properties do not say how many entries it has");
        }
        return new SstProperties(kind, deltaEncoded != 0, entries, rangeDeletions);
    }

    private static IndexKind indexKind(int number, SstPath file) {
        IndexKind[] kinds = IndexKind.values();
        if (number < 0 || number >= kinds.length) {
            throw file.unsupported("index type " + number);
        }
        return kinds[number];
    }

    private static void checkComparator(String name, SstPath file) {
        if (!name.equals(BYTEWISE)) {
            throw file.unsupported("the comparator " + name + ", known is " + BYTEWISE);
        }
    }
}
