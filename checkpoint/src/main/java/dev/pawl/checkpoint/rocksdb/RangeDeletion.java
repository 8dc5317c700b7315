package dev.pawl.checkpoint.rocksdb;

import dev.pawl.checkpoint.entry.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Hides older entries of all keys from {@code start} to before {@code end}. */
record RangeDeletion(Bytes start, Bytes end, long sequence) {
    static List<RangeDeletion> parse(BlockContent block) {
        List<RangeDeletion> deletions = new ArrayList<>();
        BlockEntries entries = new BlockEntries(block);
        while (entries.next()) {
            InternalKey key = InternalKey.of(entries, block.file());
            if (key.kind() != EntryKind.DELETE_RANGE) {
                throw block.file().damaged("a " + key.kind() + " stands among its range deletions");
            }
            deletions.add(new RangeDeletion(key.userKey(entries), Bytes.wrap(entries.value()), key.sequence()));
        }
        return deletions;
    }
}
