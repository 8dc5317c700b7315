package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.Bytes;

/** The eight bytes behind a user's key: when it was written and what was done. */
record InternalKey(int userKeyLength, long sequence, EntryKind kind) {
    private static final int BYTES = Long.BYTES;

    static InternalKey of(BlockEntries entry, SstPath file) {
        int userKeyLength = entry.keyLength() - BYTES;
        if (userKeyLength < 0) {
            throw file.damaged("a key of " + entry.keyLength() + " bytes is too short");
        }
        long packed = BlockInput.fixed64(entry.key(), userKeyLength);
        return new InternalKey(userKeyLength, packed >>> Byte.SIZE, EntryKind.of((int) packed & 0xff, file));
    }

    Bytes userKey(BlockEntries entry) {
        return Bytes.copyOf(entry.key(), 0, userKeyLength);
    }
}
