package dev.pawl.engine.state;

import org.jspecify.annotations.Nullable;

/**
 * A table on the heap: keys and values lie in pages, a value is changed in place where it fits, and no key has an object. What is
 * removed or moved leaves a dead record; pages that are mostly dead are emptied at a commit.
 */
final class MemoryTable implements Table {
    /** With fewer dead bytes no page is emptied. */
    private static final long DEAD_BYTES_MIN = 64 << 10;

    private final Records records;
    private final AddressIndex index = new AddressIndex();
    private final @Nullable PrefixChains chains;
    private final RecordExpiries expiries;
    private final Undo undo = new Undo();
    private final Slice scratch = new Slice();
    private long rows;
    /** Walks end with the batch they belong to. */
    private long epoch;

    private MemoryTable(boolean hasPrefixes) {
        records = new Records(hasPrefixes);
        chains = hasPrefixes ? new PrefixChains(records) : null;
        expiries = new RecordExpiries(records);
    }

    static MemoryTable plain() {
        return new MemoryTable(false);
    }

    /** Keys start with a prefix behind its length. */
    static MemoryTable withPrefixes() {
        return new MemoryTable(true);
    }

    @Override
    public boolean get(Slice key, Slice value) {
        long address = find(key);
        if (address == 0 || records.isRemoved(address)) {
            return false;
        }
        records.showValue(address, value);
        return true;
    }

    /** The record of a key, also of one that is removed and may come back; 0 if there is none. */
    private long find(Slice key) {
        int slot = slot(key, Records.hash(key.array(), key.from(), key.length()));
        return index.isFree(slot) ? 0 : index.address(slot);
    }

    private int slot(Slice key, long hash) {
        int slot = index.first(hash);
        while (!index.isFree(slot) && !(index.mayBe(slot, hash) && records.hasKey(index.address(slot), key))) {
            slot = index.next(slot);
        }
        return slot;
    }

    @Override
    public void put(Slice key, Slice value) {
        long hash = Records.hash(key.array(), key.from(), key.length());
        int slot = slot(key, hash);
        if (index.isFree(slot)) {
            long address = insert(key, value, hash);
            records.setChange(address, undo.addNew(address));
            return;
        }
        long address = index.address(slot);
        note(address);
        boolean wasRemoved = records.isRemoved(address);
        rows += wasRemoved ? 1 : 0;
        boolean mayExpireSooner = expiries.dependOnValues();
        long expired = mayExpireSooner && !wasRemoved ? expiries.micros(address) : EntryExpiry.NEVER;
        if (!records.hasRoom(address, value.length())) {
            int roomier = Math.addExact(value.length(), value.length() / 4);
            address = move(address, roomier, slot);
            mayExpireSooner = expiries.isBuilt();
            expired = EntryExpiry.NEVER;
        }
        records.setValue(address, value.array(), value.from(), value.length());
        if (mayExpireSooner) {
            expiries.addIfSooner(address, expired);
        }
    }

    @Override
    public void load(Slice key, Slice value) {
        insert(key, value, Records.hash(key.array(), key.from(), key.length()));
    }

    private long insert(Slice key, Slice value, long hash) {
        long address = records.add(key.array(), key.from(), key.length(), value.length());
        records.setValue(address, value.array(), value.from(), value.length());
        index.add(hash, address);
        if (chains != null) {
            chains.link(address);
        }
        rows++;
        if (expiries.isBuilt()) {
            expiries.add(address);
        }
        return address;
    }

    @Override
    public void remove(Slice key) {
        long address = find(key);
        if (address != 0 && !records.isRemoved(address)) {
            note(address);
            records.remove(address);
            rows--;
        }
    }

    /** Before a record is changed for the first time since the last commit. */
    private void note(long address) {
        if (records.change(address) == Records.UNCHANGED) {
            records.showValue(address, scratch);
            records.setChange(address, undo.add(address, scratch.array(), scratch.from(), scratch.length()));
        }
    }

    private long move(long from, int valueRoom, int slot) {
        byte[] page = records.pages().page(from);
        long to = records.add(page, records.keyFrom(from), records.keyLength(from), valueRoom);
        if (!records.isRemoved(from)) {
            records.setValue(to, page, records.valueFrom(from), records.valueLength(from));
        }
        int change = records.change(from);
        records.setChange(to, change);
        if (change != Records.UNCHANGED) {
            undo.moved(change, from, to);
        }
        index.replace(slot, to);
        if (chains != null) {
            chains.moved(from, to);
        }
        // Without a change no walk is on its way, and the page goes.
        records.bury(from, change == Records.UNCHANGED ? 0 : to);
        return to;
    }

    @Override
    public void commit() {
        for (int change = 0; change < undo.count(); change++) {
            long address = undo.record(change);
            if (records.isRemoved(address)) {
                erase(address);
            } else {
                records.setChange(address, Records.UNCHANGED);
            }
        }
        expiries.commit(rows);
        endBatch();
    }

    @Override
    public boolean rollback() {
        expiries.rollback();
        for (int change = undo.count() - 1; change >= 0; change--) {
            long address = undo.record(change);
            boolean isRemoved = records.isRemoved(address);
            if (undo.wasAbsent(change)) {
                erase(address);
                rows -= isRemoved ? 0 : 1;
            } else {
                undo.showBefore(change, scratch);
                records.setValue(address, scratch.array(), scratch.from(), scratch.length());
                records.setChange(address, Records.UNCHANGED);
                rows += isRemoved ? 1 : 0;
                if (expiries.dependOnValues()) {
                    // The value that is gone may have moved the record, and expire later.
                    expiries.add(address);
                }
            }
        }
        endBatch();
        return true;
    }

    private void erase(long address) {
        index.remove(index.slotOf(records.keyHash(address), address));
        if (chains != null) {
            chains.unlink(address);
        }
        records.bury(address, 0);
    }

    private void endBatch() {
        for (int i = 0; i < undo.leftCount(); i++) {
            records.forgetMove(undo.left(i));
        }
        undo.clear();
        epoch++;
        Pages pages = records.pages();
        if (pages.deadBytes() < DEAD_BYTES_MIN) {
            return;
        }
        index.shrink();
        if (chains != null) {
            chains.shrink();
        }
        boolean isMostlyDead = pages.deadBytes() > (pages.bytes() - pages.deadBytes()) / 2;
        int count = pages.count();
        for (int page = 1; page < count; page++) {
            int used = pages.used(page);
            if (used > 0 && page != pages.current()) {
                if (isMostlyDead && pages.live(page) > 0 && pages.live(page) < used / 4 * 3) {
                    empty(page, used);
                }
                if (pages.live(page) == 0) {
                    pages.free(page);
                }
            }
        }
    }

    private void empty(int page, int used) {
        int at = 0;
        while (at < used) {
            long address = Pages.address(page, at);
            int size = records.size(address);
            if (!records.isDead(address)) {
                int slot = index.slotOf(records.keyHash(address), address);
                long to = move(address, records.valueLength(address), slot);
                if (expiries.isBuilt()) {
                    expiries.add(to);
                }
            }
            at += size;
        }
    }

    @Override
    public TableCursor all() {
        return new Walk();
    }

    @Override
    public TableCursor withPrefix(Slice prefix) {
        if (chains == null) {
            throw new IllegalStateException("the table was not made for walks with a prefix");
        }
        return new ChainWalk(chains.first(prefix));
    }

    @Override
    public void expireBy(TableExpiry expiry) {
        expiries.expireBy(expiry);
    }

    @Override
    public ExpiredCursor expired(long upToMicros) {
        return new ExpiredWalk(expiries.walk(upToMicros));
    }

    @Override
    public TableChanges changes() {
        return new Changes();
    }

    @Override
    public void clear() {
        undo.clear();
        expiries.clear();
        records.pages().reset();
        index.clear();
        if (chains != null) {
            chains.clear();
        }
        rows = 0;
        epoch++;
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return records.pages().bytes()
                + index.bytes()
                + undo.bytes()
                + expiries.bytes()
                + (chains == null ? 0 : chains.bytes());
    }

    @Override
    public long bytesInAll() {
        return bytes();
    }

    @Override
    public void close() {
        clear();
    }

    private void checkEpoch(long begun) {
        if (begun != epoch) {
            throw new IllegalStateException("a walk ends with the batch it was begun in");
        }
    }

    /** Page by page, in the order of the pages. */
    private final class Walk implements TableCursor {
        private final long begun = epoch;
        private final Pages.Mark mark = records.pages().mark();
        private final int pageCount = records.pages().count();
        private int page;
        private int at;
        private int used;

        @Override
        public boolean next(Slice key, Slice value) {
            checkEpoch(begun);
            while (true) {
                while (at >= used) {
                    if (++page >= pageCount) {
                        page = pageCount;
                        return false;
                    }
                    at = 0;
                    used = usedThen();
                }
                long address = Pages.address(page, at);
                at += records.size(address);
                long now = inCharge(address);
                if (now != 0 && !records.isRemoved(now)) {
                    records.showKey(now, key);
                    records.showValue(now, value);
                    return true;
                }
            }
        }

        private int usedThen() {
            if (page == mark.page()) {
                return mark.used();
            }
            return records.pages().isAfter(mark, Pages.address(page, 0))
                    ? 0
                    : records.pages().used(page);
        }

        /** Where the key of a record is now; 0 if it is none, or moved to where the walk comes by itself. */
        private long inCharge(long address) {
            long now = address;
            while (records.isDead(now)) {
                now = records.movedTo(now);
                if (now == 0 || !records.pages().isAfter(mark, now)) {
                    return 0;
                }
            }
            return now;
        }

        @Override
        public void close() {}
    }

    private final class ChainWalk implements TableCursor {
        private final long begun = epoch;
        private long following;

        ChainWalk(long first) {
            following = first;
        }

        @Override
        public boolean next(Slice key, Slice value) {
            checkEpoch(begun);
            while (following != 0) {
                long address = following;
                while (records.isDead(address)) {
                    address = records.movedTo(address);
                }
                following = records.next(address);
                if (!records.isRemoved(address)) {
                    records.showKey(address, key);
                    records.showValue(address, value);
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {}
    }

    private final class ExpiredWalk implements ExpiredCursor {
        private final long begun = epoch;
        private final RecordExpiries.Walk walk;

        ExpiredWalk(RecordExpiries.Walk walk) {
            this.walk = walk;
        }

        @Override
        public boolean next(Slice key, Slice value) {
            checkEpoch(begun);
            long address = walk.next();
            if (address == 0) {
                return false;
            }
            records.showKey(address, key);
            records.showValue(address, value);
            return true;
        }

        @Override
        public long nextMicros() {
            return walk.nextMicros();
        }

        @Override
        public void close() {}
    }

    private final class Changes implements TableChanges {
        private int change = -1;
        private boolean isRemoval;

        @Override
        public boolean next(Slice key, Slice value) {
            while (++change < undo.count()) {
                long address = undo.record(change);
                isRemoval = records.isRemoved(address);
                if (isRemoval && undo.wasAbsent(change)) {
                    continue;
                }
                records.showKey(address, key);
                if (!isRemoval) {
                    records.showValue(address, value);
                }
                return true;
            }
            return false;
        }

        @Override
        public boolean isRemoval() {
            return isRemoval;
        }

        @Override
        public void close() {}
    }
}
