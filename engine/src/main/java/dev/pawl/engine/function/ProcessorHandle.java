package dev.pawl.engine.function;

import java.time.Duration;
import java.util.Optional;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.ValueState;

/** What a processor has in its hands: Java's and Scala's forms of the same questions are one here. */
abstract class ProcessorHandle implements StatefulProcessorHandle {
    private static final long serialVersionUID = 1;

    abstract Object variable(VariableSpec spec, Duration ttl);

    private Object variable(
            VariableSpec.Kind kind, String name, Encoder<?> value, Optional<Encoder<?>> userKey, TTLConfig ttl) {
        Duration duration = ttl.ttlDuration();
        boolean hasTtl = duration == null || !duration.isZero();
        return variable(
                new VariableSpec(name, kind, hasTtl, value, userKey), duration == null ? Duration.ZERO : duration);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> ValueState<T> getValueState(String name, Encoder<T> value, TTLConfig ttl) {
        return (ValueState<T>) variable(VariableSpec.Kind.VALUE, name, value, Optional.empty(), ttl);
    }

    @Override
    public <T> ValueState<T> getValueState(String name, TTLConfig ttl, Encoder<T> value) {
        return getValueState(name, value, ttl);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T> ListState<T> getListState(String name, Encoder<T> value, TTLConfig ttl) {
        return (ListState<T>) variable(VariableSpec.Kind.LIST, name, value, Optional.empty(), ttl);
    }

    @Override
    public <T> ListState<T> getListState(String name, TTLConfig ttl, Encoder<T> value) {
        return getListState(name, value, ttl);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <K, V> MapState<K, V> getMapState(String name, Encoder<K> key, Encoder<V> value, TTLConfig ttl) {
        return (MapState<K, V>) variable(VariableSpec.Kind.MAP, name, value, Optional.of(key), ttl);
    }

    @Override
    public <K, V> MapState<K, V> getMapState(String name, TTLConfig ttl, Encoder<K> key, Encoder<V> value) {
        return getMapState(name, key, value, ttl);
    }

    @Override
    public void deleteIfExists(String name) {
        throw new UnsupportedOperationException(
                "deleteIfExists is not supported: variable " + name + " stays as long as its checkpoint");
    }
}
