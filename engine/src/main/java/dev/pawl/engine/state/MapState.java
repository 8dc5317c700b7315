package dev.pawl.engine.state;

import java.util.*;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

public final class MapState implements RunningState {
    private final List<OperatorSpec> ops;
    private final Map<String, P> parts = new HashMap<>();
    public MapState(List<OperatorSpec> ops) { this.ops = ops; }
    public int partitions(int op) { return ops.get(op).partitions(); }
    public void load(long v) {}
    public void committed(long b) {}
    public synchronized PartitionState partition(int op, int p) { return parts.computeIfAbsent(op + "/" + p, k -> new P()); }
    public void close() {}
    static final class P implements PartitionState {
        final Map<String, S> stores = new HashMap<>();
        public StateStore store(String n) { return stores.computeIfAbsent(n, k -> new S()); }
        public void commit() { stores.values().forEach(s -> s.old = new HashMap<>(s.map)); }
        public void rollback() { stores.values().forEach(s -> s.map = new HashMap<>(s.old)); }
        public long bytes() { return 0; }
    }
    static final class S implements StateStore {
        Map<UnsafeRow, UnsafeRow> old = new HashMap<>();
        Map<UnsafeRow, UnsafeRow> map = new HashMap<>();
        public @Nullable UnsafeRow get(UnsafeRow k) { return map.get(k); }
        public void put(UnsafeRow k, UnsafeRow v) { map.put(k.copy(), v.copy()); }
        public void remove(UnsafeRow k) { map.remove(k); }
        public Entries withPrefix(UnsafeRow p) { throw new UnsupportedOperationException(); }
        public long rows() { return map.size(); }
        public Entries all() {
            Iterator<Map.Entry<UnsafeRow, UnsafeRow>> it = new ArrayList<>(map.entrySet()).iterator();
            return new Entries() {
                Map.Entry<UnsafeRow, UnsafeRow> e;
                public boolean next() { if (!it.hasNext()) return false; e = it.next(); return true; }
                public UnsafeRow key() { return e.getKey(); }
                public UnsafeRow value() { return e.getValue(); }
                public void close() {}
            };
        }
    }
}
