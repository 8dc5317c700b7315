package dev.pawl.checkpoint.rocksdb;

/** What an entry does to its key. */
enum EntryKind {
    PUT,
    DELETE,
    MERGE,
    DELETE_RANGE;

    private static final int TYPE_DELETE = 0;
    private static final int TYPE_PUT = 1;
    private static final int TYPE_MERGE = 2;
    private static final int TYPE_SINGLE_DELETE = 7;
    private static final int TYPE_DELETE_RANGE = 15;

    static EntryKind of(int type, SstPath file) {
        return switch (type) {
            case TYPE_PUT -> PUT;
            case TYPE_DELETE, TYPE_SINGLE_DELETE -> DELETE;
            case TYPE_MERGE -> MERGE;
            case TYPE_DELETE_RANGE -> DELETE_RANGE;
            default -> throw file.unsupported("entries of type " + type);
        };
    }
}
