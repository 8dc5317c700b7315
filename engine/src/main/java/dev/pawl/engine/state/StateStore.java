package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.row.RowProblem;
import java.io.IOException;
import java.util.Arrays;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One store of one partition while a batch works on it. Used by one thread at a time. */
public final class StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);

    /** Moving less would not help. */
    private static final long MOVED_BYTES_MIN = 1L << 20;

    private final StorePlace place;
    private final StateMemory memory;
    private final boolean hasPrefixes;
    private final RowForm form;
    private final UnsafeRow found;
    private Table table;
    private @Nullable TableExpiry expiry;
    private long bytesCounted;
    private final Slice key = new Slice();
    private final Slice value = new Slice();
    private final StoreSpec spec;
    private final UnsafeRow keyShown;
    private long updated;
    private long removed;
    private final @Nullable EntryExpiry due;
    /** No row is due earlier, microseconds; may be too early. */
    private long leastDue = EntryExpiry.NEVER;

    private long leastDueCommitted = EntryExpiry.NEVER;

    StateStore(StorePlace place, StoreSpec spec, StoreKind kind, StateMemory memory, RowForm form) {
        this.place = place;
        this.spec = spec;
        this.memory = memory;
        this.hasPrefixes = spec.prefixColumns() > 0;
        this.form = form;
        this.table = kind == StoreKind.ROCKSDB
                ? inDatabase()
                : hasPrefixes ? MemoryTable.withPrefixes() : MemoryTable.plain();
        this.found = new UnsafeRow(form.valueColumns());
        this.keyShown = new UnsafeRow(form.keyColumns());
        this.due = spec.due().orElse(null);
        if (due != null) {
            expireBy(due);
        }
    }

    /** The value of a key: read only, and valid until the store is asked or changed again. */
    public @Nullable UnsafeRow get(UnsafeRow keyRow) {
        form.tableKey(keyRow, key);
        if (!table.get(key, value)) {
            return null;
        }
        value.show(found);
        return found;
    }

    /** Copies both rows. */
    public void put(UnsafeRow keyRow, UnsafeRow valueRow) {
        form.tableKey(keyRow, key);
        value.set(valueRow);
        table.put(key, value);
        noteDue(keyRow, valueRow);
        updated++;
    }

    private void noteDue(UnsafeRow keyRow, UnsafeRow valueRow) {
        if (due != null) {
            leastDue = Math.min(leastDue, due.micros(due.isOfKey() ? keyRow : valueRow));
        }
    }

    /** Whether a row may be due by then. */
    public boolean mayBeDue(long byMs) {
        return leastDue <= upTo(byMs);
    }

    private static long upTo(long byMs) {
        return Math.min(StoreSpec.dueMicros(byMs), EntryExpiry.NEVER - 1);
    }

    /** Takes rows that are due; both are the store's again when the call returns. */
    public interface DueRows {
        void accept(UnsafeRow keyRow, UnsafeRow valueRow) throws IOException;
    }

    /**
     * Gives every row that is due by then, in no particular order, some of them perhaps twice. Takes as long as there are such rows,
     * as {@link #expired} does. The store must not be changed meanwhile; who is given the rows removes each of them afterwards or puts
     * it again with another time.
     */
    public void due(long byMs, DueRows out) throws IOException {
        if (!mayBeDue(byMs)) {
            return;
        }
        ExpiredCursor cursor = table.expired(upTo(byMs));
        try (Entries rows = new Entries(cursor, form)) {
            while (rows.next()) {
                out.accept(rows.key(), rows.value());
            }
            leastDue = cursor.nextMicros();
        }
    }

    /** Of a store of lists: all rows of a key, as they lie in a file. */
    public byte @Nullable [] list(UnsafeRow keyRow) {
        form.tableKey(keyRow, key);
        return table.get(key, value)
                ? Arrays.copyOfRange(value.array(), value.from(), value.from() + value.length())
                : null;
    }

    /** Puts the first bytes of an array as the list of a key. */
    public void putList(UnsafeRow keyRow, byte[] rows, int length) {
        form.tableKey(keyRow, key);
        value.set(rows, 0, length);
        table.put(key, value);
        updated++;
    }

    /** A key that is not there is no error. */
    public void remove(UnsafeRow keyRow) {
        form.tableKey(keyRow, key);
        table.remove(key);
        removed++;
    }

    /** Every key. */
    public Entries all() {
        return new Entries(table.all(), form);
    }

    /** The keys that were put since the last commit and are still there. The store must not be changed meanwhile. */
    public Entries changed() {
        return new Entries(new PutRows(table.changes()), form);
    }

    /** The keys whose first columns are these. */
    public Entries withPrefix(UnsafeRow prefix) {
        form.tablePrefix(prefix, key);
        return new Entries(table.withPrefix(key), form);
    }

    /**
     * Says when entries expire, for the thread that uses the store from now on; always the same for all entries of the store. Nobody
     * need ask: it costs nothing until {@link #expired} is called.
     */
    public void expireBy(EntryExpiry itsExpiry) {
        TableExpiry ofTable = new TableExpiry(itsExpiry, form);
        expiry = ofTable;
        table.expireBy(ofTable);
    }

    /**
     * The keys that expire up to a time. Takes as long as there are such keys, not as there are keys at all, except for the first
     * time after the state was loaded. A key that is shown and not removed may be shown again.
     */
    public Entries expired(long upToMicros) {
        return new Entries(table.expired(upToMicros), form);
    }

    /** How many keys there are. */
    public long rows() {
        return table.rows();
    }

    private Table inDatabase() {
        return new DatabaseTable(memory, hasPrefixes);
    }

    /** Takes in a key of the version that is loaded, as it is in a file. */
    void load(Bytes fileKey, int keyFrom, Bytes fileValue) throws RowProblem {
        form.fromFileKey(fileKey, keyFrom, key);
        form.fromFileValue(fileValue, value);
        table.load(key, value);
        if (due != null) {
            form.showKey(key, keyShown);
            value.show(found);
            noteDue(keyShown, found);
            leastDueCommitted = leastDue;
        }
    }

    void clear() {
        table.clear();
        leastDue = EntryExpiry.NEVER;
        leastDueCommitted = EntryExpiry.NEVER;
    }

    void commit() {
        table.commit();
        leastDueCommitted = leastDue;
    }

    /** False if the store must be loaded anew. */
    boolean rollback() {
        leastDue = leastDueCommitted;
        return table.rollback();
    }

    /** While nothing is changed that is not committed: counts the memory taken, and moves to RocksDB if there is too little. */
    void settle() {
        long bytes = table.bytes();
        memory.heapChanged(bytes - bytesCounted);
        bytesCounted = bytes;
        if (table instanceof MemoryTable && bytes >= MOVED_BYTES_MIN && memory.isHeapExceeded()) {
            LOG.info(
                    "state moves from memory to RocksDB, for all stores may take {} bytes of the heap, store={},"
                            + " rows={}, bytes={}",
                    memory.heapBytesMax(),
                    place,
                    rows(),
                    bytes);
            moveToDatabase();
        }
    }

    private void moveToDatabase() {
        Table database = inDatabase();
        try (TableCursor all = table.all()) {
            while (all.next(key, value)) {
                database.load(key, value);
            }
        } catch (RuntimeException e) {
            database.close();
            throw e;
        }
        table.close();
        table = database;
        TableExpiry known = expiry;
        if (known != null) {
            table.expireBy(known);
        }
        settle();
    }

    void close() {
        table.close();
        memory.heapChanged(-bytesCounted);
        bytesCounted = 0;
    }

    Table table() {
        return table;
    }

    StoreSpec spec() {
        return spec;
    }

    RowForm form() {
        return form;
    }

    /** How many puts there were since this was last asked. */
    long takeUpdated() {
        long count = updated;
        updated = 0;
        return count;
    }

    /** How many removals there were since this was last asked. */
    long takeRemoved() {
        long count = removed;
        removed = 0;
        return count;
    }
}
