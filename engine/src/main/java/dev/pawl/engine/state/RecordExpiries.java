package dev.pawl.engine.state;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the records of a table that have expired, without a look at the others: eight bytes for each, in buckets of time, made when
 * they are first asked for.
 *
 * <p>They are hints. Of each record that expires there is one that is not later than its time; a hint to a record that is gone, or
 * expires later by now, means nothing and goes when its time has come. So what a batch adds need not be undone, and what it takes
 * is only taken when it is committed.
 */
final class RecordExpiries {
    /** With more buckets each covers twice the time. */
    private static final int BUCKETS_MAX = 1 << 12;

    /** The first buckets cover about a millisecond. */
    private static final int MICROS_SHIFT_MIN = 10;

    private static final int HINTS_MIN = 4;
    private static final long BUCKET_BYTES = 120;
    /** So many hints more than twice the records are not worth the trouble. */
    private static final long HINTS_SPARE = 1024;

    private static final long NOT_WALKED = Long.MIN_VALUE;

    private final Records records;
    private final TreeMap<Long, Bucket> buckets = new TreeMap<>();
    private final Slice key = new Slice();
    private final Slice value = new Slice();
    private @Nullable TableExpiry expiry;
    private boolean isBuilt;
    private int shift = MICROS_SHIFT_MIN;
    private long count;
    private long capacity;
    /** Up to where walks have come since the last commit. */
    private long walkedTo = NOT_WALKED;

    RecordExpiries(Records records) {
        this.records = records;
    }

    private static final class Bucket {
        private long earliest = EntryExpiry.NEVER;
        private long[] hints = new long[HINTS_MIN];
        private int size;
    }

    /** The same times as before, worked out by others. */
    void expireBy(TableExpiry itsExpiry) {
        expiry = itsExpiry;
    }

    /** Whether a record has to be told of. */
    boolean isBuilt() {
        return isBuilt;
    }

    /** Whether another value may expire sooner. */
    boolean dependOnValues() {
        return isBuilt && !expiry().isOfKey();
    }

    private TableExpiry expiry() {
        TableExpiry known = expiry;
        if (known == null) {
            throw new IllegalStateException("nobody said when entries expire");
        }
        return known;
    }

    long micros(long address) {
        records.showKey(address, key);
        records.showValue(address, value);
        return expiry().micros(key, value);
    }

    /** A record is there, or somewhere else than before. */
    void add(long address) {
        addIfSooner(address, EntryExpiry.NEVER);
    }

    /** @param before when it expired, as its hint says */
    void addIfSooner(long address, long before) {
        long micros = micros(address);
        if (micros < before) {
            add(records.hint(address), micros);
        }
    }

    private void add(long hint, long micros) {
        Bucket bucket = buckets.computeIfAbsent(micros >> shift, number -> new Bucket());
        if (bucket.size == 0) {
            capacity += bucket.hints.length;
        } else if (bucket.size == bucket.hints.length) {
            bucket.hints = Arrays.copyOf(bucket.hints, Math.addExact(bucket.size, bucket.size / 2));
            capacity += bucket.hints.length - bucket.size;
        }
        bucket.hints[bucket.size++] = hint;
        bucket.earliest = Math.min(bucket.earliest, micros);
        count++;
        // A walk stands in a bucket.
        if (walkedTo == NOT_WALKED && buckets.size() > BUCKETS_MAX) {
            widen();
        }
    }

    private void widen() {
        while (buckets.size() > BUCKETS_MAX / 2) {
            TreeMap<Long, Bucket> narrow = new TreeMap<>(buckets);
            buckets.clear();
            shift++;
            narrow.forEach((number, bucket) -> buckets.merge(number >> 1, bucket, RecordExpiries::both));
        }
        capacity = buckets.values().stream()
                .mapToLong(bucket -> bucket.hints.length)
                .sum();
    }

    private static Bucket both(Bucket one, Bucket other) {
        Bucket both = new Bucket();
        both.size = Math.addExact(one.size, other.size);
        both.hints = Arrays.copyOf(one.hints, Math.max(HINTS_MIN, both.size));
        System.arraycopy(other.hints, 0, both.hints, one.size, other.size);
        both.earliest = Math.min(one.earliest, other.earliest);
        return both;
    }

    private void build() {
        isBuilt = true;
        Pages pages = records.pages();
        for (int page = 1; page < pages.count(); page++) {
            int used = pages.used(page);
            for (int at = 0; at < used; ) {
                long address = Pages.address(page, at);
                at += records.size(address);
                // What is removed may come back with a rollback, or be put again; then only values are looked at anew.
                if (!records.isDead(address) && (expiry().isOfKey() || !records.isRemoved(address))) {
                    add(address);
                }
            }
        }
    }

    /** The changes count. Before any page is given back. */
    void commit(long rows) {
        long upTo = walkedTo;
        walkedTo = NOT_WALKED;
        if (upTo != NOT_WALKED) {
            renew(upTo);
        }
        if (count > 2 * rows + HINTS_SPARE) {
            clear();
        }
    }

    /** Of what walks came by, keeps what is still there. */
    private void renew(long upTo) {
        Map<Long, Bucket> passed = buckets.headMap(upTo >> shift, true);
        TreeMap<Long, Bucket> walked = new TreeMap<>(passed);
        walked.values().removeIf(bucket -> bucket.earliest > upTo);
        walked.keySet().forEach(buckets::remove);
        for (Bucket bucket : walked.values()) {
            count -= bucket.size;
            capacity -= bucket.hints.length;
            for (int i = 0; i < bucket.size; i++) {
                long address = records.addressIfThere(bucket.hints[i]);
                if (address != 0) {
                    add(address);
                }
            }
        }
    }

    /** The changes are undone. */
    void rollback() {
        walkedTo = NOT_WALKED;
    }

    void clear() {
        buckets.clear();
        shift = MICROS_SHIFT_MIN;
        count = 0;
        capacity = 0;
        walkedTo = NOT_WALKED;
        isBuilt = false;
    }

    long bytes() {
        return capacity * Long.BYTES + buckets.size() * BUCKET_BYTES;
    }

    /** @param upTo the time that has come, microseconds */
    Walk walk(long upTo) {
        if (!isBuilt) {
            build();
        }
        walkedTo = Math.max(walkedTo, upTo);
        return new Walk(upTo);
    }

    /** Comes by every record that has expired, by some perhaps twice. */
    final class Walk {
        private final long upTo;
        private long nextMicros = EntryExpiry.NEVER;
        private Map.@Nullable Entry<Long, Bucket> current;
        private int at;

        private Walk(long upTo) {
            this.upTo = upTo;
            this.current = buckets.firstEntry();
        }

        /** The address of the next one; 0 at the end. */
        long next() {
            Map.Entry<Long, Bucket> entry = current;
            while (entry != null && entry.getKey() <= upTo >> shift) {
                Bucket bucket = entry.getValue();
                while (bucket.earliest <= upTo && at < bucket.size) {
                    long address = records.addressIfThere(bucket.hints[at++]);
                    if (address != 0 && isExpired(micros(address))) {
                        return address;
                    }
                }
                if (bucket.earliest > upTo) {
                    look(bucket);
                }
                entry = buckets.higherEntry(entry.getKey());
                current = entry;
                at = 0;
            }
            current = null;
            return 0;
        }

        private boolean isExpired(long micros) {
            if (micros <= upTo) {
                return true;
            }
            nextMicros = Math.min(nextMicros, micros);
            return false;
        }

        private void look(Bucket bucket) {
            for (int i = 0; i < bucket.size; i++) {
                long address = records.addressIfThere(bucket.hints[i]);
                if (address != 0) {
                    nextMicros = Math.min(nextMicros, micros(address));
                }
            }
        }

        /** After the walk: when the next record expires. Looks at no more buckets than it must to find one. */
        long nextMicros() {
            var later = buckets.tailMap(upTo >> shift, false).entrySet().iterator();
            while (later.hasNext()) {
                Map.Entry<Long, Bucket> entry = later.next();
                if (nextMicros < entry.getKey() << shift) {
                    break;
                }
                look(entry.getValue());
            }
            return nextMicros;
        }
    }
}
