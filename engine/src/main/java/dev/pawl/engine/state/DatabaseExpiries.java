package dev.pawl.engine.state;

import dev.pawl.checkpoint.rocksdb.RunningDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the keys of a table in RocksDB that have expired, without a look at the others: each is noted at its time, in the database,
 * from when they are first asked for.
 *
 * <p>What is noted are hints, as in {@link RecordExpiries}: keys that are gone, or expire later by now, mean nothing and go when their
 * time has come, with a commit, or all together when there are too many. What is changed and not yet written has no hints: a walk looks
 * through all of it.
 */
final class DatabaseExpiries {
    private static final long NOT_WALKED = Long.MIN_VALUE;
    private static final long TIME_MAX = EntryExpiry.NEVER - 1;

    /** So many hints that mean nothing are passed over to find when the next key expires. */
    private static final int MEANINGLESS_MAX = 1000;

    /** So many hints more than twice the keys are not worth the trouble. */
    private static final long HINTS_SPARE = 1024;

    private final DatabaseTable table;
    private final List<Walk> walks = new ArrayList<>();
    private @Nullable TableExpiry expiry;
    private boolean isBuilt;
    /** What was noted since the hints were made and not come by, also if it was noted before. */
    private long count;
    /** Nothing is noted before: walks need not pass over what was forgotten. */
    private long first;

    private long walkedTo = NOT_WALKED;

    DatabaseExpiries(DatabaseTable table) {
        this.table = table;
    }

    void expireBy(TableExpiry itsExpiry) {
        expiry = itsExpiry;
    }

    private TableExpiry expiry() {
        TableExpiry known = expiry;
        if (known == null) {
            throw new IllegalStateException("nobody said when entries expire");
        }
        return known;
    }

    /** A key has another value in the database now. */
    void written(Slice key, Slice value, boolean isNew) {
        if (isBuilt && (isNew || !expiry().isOfKey())) {
            note(key, value);
        }
    }

    /** A key is in the database no more. Where its value told the time, nobody knows it now. */
    void removed(Slice key) {
        if (isBuilt && expiry().isOfKey()) {
            long micros = expiry().micros(key, new Slice());
            if (micros <= TIME_MAX && micros >= first) {
                table.database().forgetTime(micros, key.array(), key.from(), key.length());
                count--;
            }
        }
    }

    private void note(Slice key, Slice value) {
        long micros = expiry().micros(key, value);
        if (micros <= TIME_MAX) {
            count++;
            first = Math.min(first, micros);
            table.database().time(micros, key.array(), key.from(), key.length());
        }
    }

    private void build() {
        isBuilt = true;
        count = 0;
        first = TIME_MAX;
        Slice key = new Slice();
        Slice value = new Slice();
        try (RunningDatabase.Walk all = table.database().all()) {
            while (all.next()) {
                key.set(all.key(), 0, all.keyLength());
                value.set(all.value(), 0, all.valueLength());
                note(key, value);
            }
        }
    }

    /** The changes count. Before they are written. */
    void commit(long rows) {
        long upTo = walkedTo;
        walkedTo = NOT_WALKED;
        if (upTo != NOT_WALKED && first <= upTo) {
            renew(upTo);
        }
        if (isBuilt && count > 2 * rows + HINTS_SPARE) {
            table.database().forgetTimes(first, TIME_MAX);
            isBuilt = false;
        }
    }

    private void renew(long upTo) {
        try (RunningDatabase.Walk passed = table.database().timed(first)) {
            table.database().forgetTimes(first, upTo);
            first = upTo + 1;
            Slice key = new Slice();
            Slice value = new Slice();
            while (passed.next() && RunningDatabase.timeOf(passed.key()) <= upTo) {
                key.set(passed.key(), Long.BYTES, passed.keyLength() - Long.BYTES);
                count--;
                if (table.get(key, value)) {
                    note(key, value);
                }
            }
        }
    }

    void rollback() {
        walkedTo = NOT_WALKED;
    }

    /** The database is made anew. */
    void clear() {
        walkedTo = NOT_WALKED;
        isBuilt = false;
    }

    void endWalks() {
        for (Walk walk : List.copyOf(walks)) {
            walk.close();
        }
    }

    ExpiredCursor walk(long upToMicros) {
        long upTo = Math.min(upToMicros, TIME_MAX);
        if (!isBuilt) {
            build();
        }
        walkedTo = Math.max(walkedTo, upTo);
        Walk walk = new Walk(upTo);
        walks.add(walk);
        return walk;
    }

    /** First what is noted in the database, then what is changed; again if the changes were written meanwhile. */
    private final class Walk implements ExpiredCursor {
        private final long upTo;
        private long nextMicros = EntryExpiry.NEVER;
        private RunningDatabase.@Nullable Walk noted;
        private @Nullable TableCursor changed;
        private int spillsThen;
        private boolean isClosed;

        Walk(long upTo) {
            this.upTo = upTo;
            this.noted = table.database().timed(first);
        }

        @Override
        public boolean next(Slice key, Slice value) {
            if (isClosed) {
                throw new IllegalStateException("a walk ends with the batch it was begun in");
            }
            while (!nextNoted(key, value)) {
                if (changed == null) {
                    changed = table.changedNow();
                    spillsThen = table.spills();
                }
                if (table.spills() == spillsThen) {
                    return nextChanged(changed, key, value);
                }
                changed = null;
                noted = table.database().timed(first);
            }
            return true;
        }

        private boolean nextNoted(Slice key, Slice value) {
            RunningDatabase.Walk walk = noted;
            if (walk == null) {
                return false;
            }
            while (walk.next() && RunningDatabase.timeOf(walk.key()) <= upTo) {
                key.set(walk.key(), Long.BYTES, walk.keyLength() - Long.BYTES);
                if (table.get(key, value) && expiry().micros(key, value) <= upTo) {
                    // Whoever walks may ask for other keys, which are read to the same place.
                    byte[] kept = Arrays.copyOfRange(value.array(), value.from(), value.from() + value.length());
                    value.set(kept, 0, kept.length);
                    return true;
                }
            }
            walk.close();
            noted = null;
            return false;
        }

        private boolean nextChanged(TableCursor cursor, Slice key, Slice value) {
            while (cursor.next(key, value)) {
                long micros = expiry().micros(key, value);
                if (micros <= upTo) {
                    return true;
                }
                nextMicros = Math.min(nextMicros, micros);
            }
            return false;
        }

        @Override
        public long nextMicros() {
            Slice key = new Slice();
            Slice value = new Slice();
            try (RunningDatabase.Walk later = table.database().timed(upTo + 1)) {
                for (int passed = 0; later.next(); passed++) {
                    long time = RunningDatabase.timeOf(later.key());
                    key.set(later.key(), Long.BYTES, later.keyLength() - Long.BYTES);
                    boolean isMeant =
                            passed == MEANINGLESS_MAX || (table.get(key, value) && expiry().micros(key, value) == time);
                    if (isMeant || time >= nextMicros) {
                        return Math.min(nextMicros, time);
                    }
                }
            }
            return nextMicros;
        }

        @Override
        public void close() {
            RunningDatabase.Walk walk = noted;
            if (walk != null) {
                walk.close();
                noted = null;
            }
            isClosed = true;
            walks.remove(this);
        }
    }
}
