package dev.pawl.engine.function;

import dev.pawl.engine.state.PartitionState;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.streaming.QueryInfo;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** The state and the timers of one partition, as a processor sees them while it is called for one key after the other. */
final class WorkingHandle extends ProcessorHandle {
    private static final long serialVersionUID = 1;

    private final transient CurrentKey key = new CurrentKey();
    private final transient Map<String, Variable> variables = new LinkedHashMap<>();
    private final transient @Nullable Timers timers;
    private transient boolean isInitializing;
    private transient boolean canTime;

    /** @param isEventTime of the timers; null if there are none */
    WorkingHandle(List<VariableSpec> declared, StructType keySchema, @Nullable Boolean isEventTime) {
        for (VariableSpec spec : declared) {
            variables.put(spec.name(), spec.variable(keySchema, key));
        }
        this.timers = isEventTime == null ? null : new Timers(isEventTime, keySchema, key);
    }

    void start(PartitionState state, long nowMs) {
        key.set(null);
        variables.values().forEach(variable -> variable.start(state, nowMs));
        if (timers != null) {
            timers.start(state);
        }
        isInitializing = true;
        canTime = false;
    }

    /** The processor has asked for its variables. */
    void initialized() {
        isInitializing = false;
        canTime = true;
    }

    /** @param itsKey stays as it is until the next call */
    void turnTo(UnsafeRow itsKey) {
        key.set(itsKey);
    }

    void leaveKey() {
        variables.values().forEach(Variable::leaveKey);
        key.set(null);
    }

    void fire(long byMs, DueKeys dueKeys, Timers.Fired out) throws IOException {
        if (timers != null) {
            timers.fire(byMs, dueKeys, out);
        }
    }

    /** Forgets what is too old; nothing comes after it. */
    void expire(DueKeys dueKeys) throws IOException {
        canTime = false;
        for (Variable variable : variables.values()) {
            variable.expire(dueKeys);
        }
    }

    @Override
    Object variable(VariableSpec spec, Duration ttl) {
        Variable variable = variables.get(spec.name());
        if (!isInitializing) {
            throw new IllegalStateException("variable " + spec.name() + " must be asked for in init");
        }
        if (variable == null || !variable.spec().isKeptAs(spec)) {
            throw new IllegalStateException("init does not always ask for the same variables: " + spec.name()
                    + " was not there, or another one, when the query was compiled");
        }
        variable.remember(ttl);
        return variable;
    }

    private Timers timers() {
        if (timers == null) {
            throw new UnsupportedOperationException("there are no timers with TimeMode.None()");
        }
        if (!canTime) {
            throw new IllegalStateException(
                    "timers can be asked and changed in handleInputRows and handleExpiredTimer only");
        }
        return Objects.requireNonNull(timers);
    }

    @Override
    public void registerTimer(long timeMs) {
        timers().register(timeMs);
    }

    @Override
    public void deleteTimer(long timeMs) {
        timers().delete(timeMs);
    }

    @Override
    public Iterator<Object> listTimers() {
        return CollectionConverters.asScala(List.<Object>copyOf(timers().list()).iterator());
    }

    @Override
    public QueryInfo getQueryInfo() {
        throw new UnsupportedOperationException("getQueryInfo is not supported");
    }
}
