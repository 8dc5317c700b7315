package dev.pawl.engine.state;

import dev.pawl.checkpoint.rocksdb.RunningDatabase;
import dev.pawl.checkpoint.storage.ScratchDirectory;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A table in RocksDB. What a batch changes stays on the heap until it is committed, in a table of its own: a key is changed without
 * a native call, and undone by forgetting it. Only changes that take too much memory are written to the database before; then a
 * rollback is not possible any more and the table is loaded anew.
 */
final class DatabaseTable implements Table {
    /** In front of the value of a changed key, as wide as a word so that the value stays in place. */
    private static final int FLAGS_BYTES = 8;

    private static final byte IN_DATABASE = 1;
    private static final byte REMOVED = 2;
    private static final int BUFFER_BYTES = 256;

    private static final String DATABASE = "db";

    private final StateMemory memory;
    private final boolean hasPrefixes;
    private ScratchDirectory directory;
    private RunningDatabase database;
    private final MemoryTable changed;
    /** Walks that are not at their end. */
    private final List<Walk> walks = new ArrayList<>();

    private final Slice flagged = new Slice();
    private byte[] found = new byte[BUFFER_BYTES];
    private byte[] composed = new byte[BUFFER_BYTES];
    private long rows;
    private long rowsCommitted;
    private boolean isEmpty = true;
    /** Whether changes that are not committed are in the database, whose list has their keys. */
    private boolean isSpilled;

    private int spills;
    private final DatabaseExpiries expiries = new DatabaseExpiries(this);

    DatabaseTable(StateMemory memory, boolean hasPrefixes) {
        this.memory = memory;
        this.hasPrefixes = hasPrefixes;
        this.changed = hasPrefixes ? MemoryTable.withPrefixes() : MemoryTable.plain();
        this.directory = memory.scratch();
        this.database = RunningDatabase.create(directory.absolutePath(DATABASE), memory.nativeMemory());
    }

    @Override
    public boolean get(Slice key, Slice value) {
        if (!changed.get(key, flagged)) {
            return read(key, value);
        }
        return showChanged(value);
    }

    /** Reads what is in the database, whatever is changed. */
    boolean read(Slice key, Slice value) {
        int length = database.get(key.array(), key.from(), key.length(), found);
        if (length == RunningDatabase.NOT_FOUND) {
            return false;
        }
        if (length > found.length) {
            found = new byte[Math.max(length, 2 * found.length)];
            length = database.get(key.array(), key.from(), key.length(), found);
        }
        value.set(found, 0, length);
        return true;
    }

    private boolean showChanged(Slice value) {
        if ((flags() & REMOVED) != 0) {
            return false;
        }
        value.set(flagged.array(), flagged.from() + FLAGS_BYTES, flagged.length() - FLAGS_BYTES);
        return true;
    }

    private byte flags() {
        return flagged.array()[flagged.from()];
    }

    @Override
    public void put(Slice key, Slice value) {
        boolean isInDatabase;
        boolean isThere;
        if (changed.get(key, flagged)) {
            isInDatabase = (flags() & IN_DATABASE) != 0;
            isThere = (flags() & REMOVED) == 0;
        } else {
            isInDatabase = database.contains(key.array(), key.from(), key.length());
            isThere = isInDatabase;
        }
        rows += isThere ? 0 : 1;
        change(key, isInDatabase ? IN_DATABASE : 0, value.array(), value.from(), value.length());
    }

    @Override
    public void remove(Slice key) {
        boolean isInDatabase;
        if (changed.get(key, flagged)) {
            if ((flags() & REMOVED) != 0) {
                return;
            }
            isInDatabase = (flags() & IN_DATABASE) != 0;
        } else {
            isInDatabase = database.contains(key.array(), key.from(), key.length());
            if (!isInDatabase) {
                return;
            }
        }
        rows--;
        change(key, isInDatabase ? IN_DATABASE | REMOVED : REMOVED, found, 0, 0);
    }

    private void change(Slice key, int flags, byte[] value, int from, int length) {
        int needed = Math.addExact(FLAGS_BYTES, length);
        if (needed > composed.length) {
            composed = new byte[Math.max(needed, Math.min(2 * composed.length, Integer.MAX_VALUE / 2))];
        }
        composed[0] = (byte) flags;
        System.arraycopy(value, from, composed, FLAGS_BYTES, length);
        flagged.set(composed, 0, needed);
        changed.put(key, flagged);
        if (changed.bytes() > memory.changeBytesMax()) {
            spill();
        }
    }

    private void spill() {
        for (Walk walk : walks) {
            walk.keepNewKeys();
        }
        isSpilled = true;
        spills++;
        writeChanged(true);
        changed.clear();
    }

    private void writeChanged(boolean listed) {
        Slice key = new Slice();
        Slice value = new Slice();
        TableChanges changes = changed.changes();
        while (changes.next(key, flagged)) {
            if (listed) {
                database.list(key.array(), key.from(), key.length());
            }
            if ((flags() & REMOVED) == 0) {
                value.set(flagged.array(), flagged.from() + FLAGS_BYTES, flagged.length() - FLAGS_BYTES);
                database.put(key.array(), key.from(), key.length(), value.array(), value.from(), value.length());
                expiries.written(key, value, (flags() & IN_DATABASE) == 0);
            } else if ((flags() & IN_DATABASE) != 0) {
                database.remove(key.array(), key.from(), key.length());
                expiries.removed(key);
            }
        }
    }

    @Override
    public void load(Slice key, Slice value) {
        database.put(key.array(), key.from(), key.length(), value.array(), value.from(), value.length());
        isEmpty = false;
        rows++;
        rowsCommitted = rows;
    }

    @Override
    public void commit() {
        endWalks();
        expiries.commit(rows);
        writeChanged(false);
        changed.clear();
        if (isSpilled) {
            database.clearList();
            isSpilled = false;
        }
        rowsCommitted = rows;
        isEmpty = false;
    }

    @Override
    public boolean rollback() {
        endWalks();
        changed.clear();
        expiries.rollback();
        rows = rowsCommitted;
        return !isSpilled;
    }

    @Override
    public void clear() {
        endWalks();
        changed.clear();
        expiries.clear();
        rows = 0;
        rowsCommitted = 0;
        if (!isEmpty || isSpilled) {
            isEmpty = true;
            isSpilled = false;
            database.close();
            StateMemory.deleted(directory);
            directory = memory.scratch();
            database = RunningDatabase.create(directory.absolutePath(DATABASE), memory.nativeMemory());
        }
    }

    @Override
    public TableChanges changes() {
        if (isSpilled) {
            endWalks();
            writeChanged(true);
            changed.clear();
            return new ListedChanges();
        }
        return new HeldChanges();
    }

    @Override
    public TableCursor all() {
        return begun(new Walk(database.all(), changed.all()));
    }

    @Override
    public TableCursor withPrefix(Slice prefix) {
        if (!hasPrefixes) {
            throw new IllegalStateException("the table was not made for walks with a prefix");
        }
        return begun(new Walk(
                database.startingWith(prefix.array(), prefix.from(), prefix.length()), changed.withPrefix(prefix)));
    }

    private Walk begun(Walk walk) {
        walks.add(walk);
        return walk;
    }

    @Override
    public void expireBy(TableExpiry expiry) {
        expiries.expireBy(expiry);
    }

    @Override
    public ExpiredCursor expired(long upToMicros) {
        return expiries.walk(upToMicros);
    }

    private void endWalks() {
        for (Walk walk : List.copyOf(walks)) {
            walk.close();
        }
        expiries.endWalks();
    }

    RunningDatabase database() {
        return database;
    }

    /** How often changes were written before they were committed. */
    int spills() {
        return spills;
    }

    /** What is changed and not written yet, as it is now, without what is removed. */
    TableCursor changedNow() {
        return new ChangedNow(changed.all());
    }

    @Override
    public long rows() {
        return rows;
    }

    /** On the heap: what is in RocksDB has a budget of its own. */
    @Override
    public long bytes() {
        return changed.bytes();
    }

    @Override
    public long bytesInAll() {
        return changed.bytes() + database.bytes();
    }

    @Override
    public void close() {
        endWalks();
        changed.close();
        database.close();
        StateMemory.deleted(directory);
    }

    /** First what was in the database when it began, then what only the changes have. */
    private final class Walk implements TableCursor {
        private final RunningDatabase.Walk inDatabase;
        private final TableCursor inChanges;
        private final int spillsThen = spills;
        private final Slice flaggedValue = new Slice();
        private Deque<byte[]> newKeys = new ArrayDeque<>();
        private boolean hasNewKeys;
        private boolean isInDatabase = true;
        private boolean isClosed;

        Walk(RunningDatabase.Walk inDatabase, TableCursor inChanges) {
            this.inDatabase = inDatabase;
            this.inChanges = inChanges;
        }

        @Override
        public boolean next(Slice key, Slice value) {
            if (isClosed) {
                throw new IllegalStateException("a walk ends with the batch it was begun in");
            }
            while (isInDatabase && inDatabase.next()) {
                key.set(inDatabase.key(), 0, inDatabase.keyLength());
                if (changed.get(key, flagged)) {
                    if (showChanged(value)) {
                        return true;
                    }
                } else if (spills == spillsThen) {
                    value.set(inDatabase.value(), 0, inDatabase.valueLength());
                    return true;
                } else if (read(key, value)) {
                    keep(value);
                    return true;
                }
            }
            isInDatabase = false;
            return hasNewKeys ? nextKept(key, value) : nextChanged(key, value);
        }

        private boolean nextChanged(Slice key, Slice value) {
            while (inChanges.next(key, flaggedValue)) {
                flagged.set(flaggedValue.array(), flaggedValue.from(), flaggedValue.length());
                if ((flags() & IN_DATABASE) == 0 && showChanged(value)) {
                    return true;
                }
            }
            return false;
        }

        private boolean nextKept(Slice key, Slice value) {
            while (!newKeys.isEmpty()) {
                byte[] kept = newKeys.remove();
                key.set(kept, 0, kept.length);
                if (get(key, value)) {
                    keep(value);
                    return true;
                }
            }
            return false;
        }

        /** Whoever walks may ask for other keys, which are read to the same place. */
        private void keep(Slice value) {
            value.set(
                    Arrays.copyOfRange(value.array(), value.from(), value.from() + value.length()), 0, value.length());
        }

        /** The changes go to the database, where the walk would not find what is new. */
        void keepNewKeys() {
            if (hasNewKeys) {
                return;
            }
            Slice key = new Slice();
            Slice value = new Slice();
            Deque<byte[]> kept = new ArrayDeque<>();
            while (nextChanged(key, value)) {
                kept.add(Arrays.copyOfRange(key.array(), key.from(), key.from() + key.length()));
            }
            newKeys = kept;
            hasNewKeys = true;
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                inDatabase.close();
                inChanges.close();
                walks.remove(this);
            }
        }
    }

    private final class ChangedNow implements TableCursor {
        private final TableCursor changes;
        private final Slice flaggedValue = new Slice();

        ChangedNow(TableCursor changes) {
            this.changes = changes;
        }

        @Override
        public boolean next(Slice key, Slice value) {
            while (changes.next(key, flaggedValue)) {
                flagged.set(flaggedValue.array(), flaggedValue.from(), flaggedValue.length());
                if (showChanged(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public void close() {
            changes.close();
        }
    }

    private final class HeldChanges implements TableChanges {
        private final TableChanges changes = changed.changes();
        private boolean isRemoval;

        @Override
        public boolean next(Slice key, Slice value) {
            while (changes.next(key, flagged)) {
                isRemoval = !showChanged(value);
                if (!isRemoval || (flags() & IN_DATABASE) != 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public boolean isRemoval() {
            return isRemoval;
        }

        @Override
        public void close() {
            changes.close();
        }
    }

    /** Of changes that are in the database already: the keys are on its list. */
    private final class ListedChanges implements TableChanges {
        private final RunningDatabase.Walk keys = database.listed();
        private boolean isRemoval;

        @Override
        public boolean next(Slice key, Slice value) {
            if (!keys.next()) {
                return false;
            }
            key.set(keys.key(), 0, keys.keyLength());
            isRemoval = !read(key, value);
            return true;
        }

        @Override
        public boolean isRemoval() {
            return isRemoval;
        }

        @Override
        public void close() {
            keys.close();
        }
    }
}
