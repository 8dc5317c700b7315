package dev.pawl.engine.function;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StateStore;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.AbstractIterator;
import scala.collection.Iterator;
import scala.runtime.ScalaRunTime$;

/**
 * A list of values for each key. That of the current key is held here while the function works with it, and put when it turns to
 * another one, so that appending costs the same however long a list is.
 */
final class ListVariable implements Variable, ListState<Object> {
    private static final long serialVersionUID = 1;
    private static final long NEVER = Long.MAX_VALUE;

    private final transient VariableSpec spec;
    private final transient CurrentKey key;
    private final transient ObjectCodec codec;
    private final transient int columns;
    private final transient @Nullable TtlIndex index;
    private final transient UnsafeProjection number =
            UnsafeProjection.create(new StructType().add("number", DataTypes.LongType));
    private transient @Nullable StateStore store;
    private transient @Nullable StateStore counts;
    private transient @Nullable StateStore mins;
    private transient MergeDelimiter delimiter = MergeDelimiter.COMMA;

    /** The list of the current key; null if it was not asked for. */
    private transient @Nullable ListBytes current;

    private transient boolean isChanged;
    private transient long minThen = NEVER;
    private transient long min = NEVER;

    ListVariable(VariableSpec spec, StructType keySchema, CurrentKey key) {
        this.spec = spec;
        this.key = key;
        this.codec = ObjectCodec.of(spec.value());
        this.columns = spec.valueSchema().length();
        this.index = spec.hasTtl() ? new TtlIndex(spec, keySchema) : null;
    }

    @Override
    public VariableSpec spec() {
        return spec;
    }

    @Override
    public void start(PartitionState state, long nowMs) {
        store = state.store(spec.name());
        counts = state.store(spec.countStore());
        delimiter = state.delimiter();
        current = null;
        isChanged = false;
        if (index != null) {
            mins = state.store(spec.minStore());
            index.start(state, nowMs);
        }
    }

    @Override
    public void remember(Duration ttl) {
        if (index != null) {
            index.remember(ttl);
        }
    }

    private StateStore store() {
        return Objects.requireNonNull(store);
    }

    private StateStore counts() {
        return Objects.requireNonNull(counts);
    }

    private StateStore mins() {
        return Objects.requireNonNull(mins);
    }

    private ListBytes list() {
        return list(key.row());
    }

    private ListBytes list(UnsafeRow itsKey) {
        ListBytes list = current;
        if (list == null) {
            UnsafeRow count = counts().get(itsKey);
            long known = count == null ? 0 : count.getLong(0);
            list = new ListBytes(store().list(itsKey), known, columns, delimiter);
            current = list;
            if (index != null) {
                UnsafeRow earliest = mins().get(itsKey);
                minThen = earliest == null ? NEVER : earliest.getLong(0);
                min = minThen;
            }
        }
        return list;
    }

    @Override
    public void leaveKey() {
        if (isChanged) {
            put(key.row(), list());
        }
        current = null;
        isChanged = false;
    }

    private void put(UnsafeRow itsKey, ListBytes list) {
        if (list.isEmpty()) {
            store().remove(itsKey);
            counts().remove(itsKey);
        } else {
            store().putList(itsKey, list.bytes(), list.length());
            counts().put(itsKey, number(list.count()));
        }
        if (index == null || min == minThen) {
            return;
        }
        if (minThen != NEVER) {
            index.remove(minThen, itsKey);
        }
        if (min == NEVER) {
            mins().remove(itsKey);
        } else {
            mins().put(itsKey, number(min));
            index.add(min, itsKey);
        }
    }

    private UnsafeRow number(long value) {
        return number.apply(new GenericInternalRow(new Object[] {value}));
    }

    @Override
    public boolean exists() {
        return get().hasNext();
    }

    @Override
    public Iterator<Object> get() {
        ListBytes.Cursor rows = list().cursor();
        return new AbstractIterator<>() {
            private boolean isThere = advance();

            private boolean advance() {
                while (rows.next()) {
                    if (index == null || !index.isExpired(TtlIndex.expirationMs(rows.row()))) {
                        return true;
                    }
                }
                return false;
            }

            @Override
            public boolean hasNext() {
                return isThere;
            }

            @Override
            public Object next() {
                Object value =
                        codec.object(index == null ? rows.row() : rows.row().getStruct(0, codec.columns()));
                isThere = advance();
                return value;
            }
        };
    }

    @Override
    public void put(Object newValues) {
        Object[] values = required(newValues);
        clearCurrent();
        for (Object value : values) {
            append(value);
        }
    }

    @Override
    public void appendValue(Object value) {
        required(value, "value");
        append(value);
    }

    @Override
    public void appendList(Object newValues) {
        for (Object value : required(newValues)) {
            append(value);
        }
    }

    private void append(Object value) {
        ListBytes list = list();
        UnsafeRow row = codec.row(value);
        if (index == null) {
            list.append(row);
        } else {
            long expirationMs = index.expirationMs();
            list.append(index.value(row, expirationMs));
            min = Math.min(min, expirationMs);
        }
        isChanged = true;
    }

    /** Spark declares an array of anything, which is an array of objects unless it is one of numbers. */
    private Object[] required(@Nullable Object array) {
        required(array, "value");
        int count = ScalaRunTime$.MODULE$.array_length(array);
        if (count == 0) {
            throw new IllegalArgumentException("list " + spec.name() + " was given no values: use clear()");
        }
        Object[] values = new Object[count];
        for (int i = 0; i < count; i++) {
            values[i] = ScalaRunTime$.MODULE$.array_apply(array, i);
            required(values[i], "value");
        }
        return values;
    }

    private void required(@Nullable Object object, String what) {
        if (object == null) {
            throw new IllegalArgumentException("null is no " + what + " of list " + spec.name());
        }
    }

    @Override
    public void clear() {
        clearCurrent();
    }

    private void clearCurrent() {
        list().clear();
        min = NEVER;
        isChanged = true;
    }

    @Override
    public void expire(DueKeys dueKeys) throws IOException {
        if (index != null) {
            TtlIndex ends = index;
            ends.expire(dueKeys, itsKey -> {
                ListBytes list = list(itsKey);
                // The entry is gone already.
                minThen = NEVER;
                min = NEVER;
                ListBytes left = new ListBytes(null, 0, columns, delimiter);
                ListBytes.Cursor rows = list.cursor();
                while (rows.next()) {
                    long expirationMs = TtlIndex.expirationMs(rows.row());
                    if (!ends.isExpired(expirationMs)) {
                        left.append(rows.row());
                        min = Math.min(min, expirationMs);
                    }
                }
                put(itsKey, left);
                if (left.isEmpty()) {
                    mins().remove(itsKey);
                }
                current = null;
            });
        }
    }
}
