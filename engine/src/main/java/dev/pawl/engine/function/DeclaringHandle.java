package dev.pawl.engine.function;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.streaming.QueryInfo;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.types.StructType;
import scala.collection.Iterator;

/** Hears which variables a processor asks for in {@code init}, before there is any state. */
final class DeclaringHandle extends ProcessorHandle {
    private static final long serialVersionUID = 1;

    private final transient TimeMode timeMode;
    private final transient StructType key;
    private final transient List<VariableSpec> declared = new ArrayList<>();

    DeclaringHandle(TimeMode timeMode, StructType key) {
        this.timeMode = timeMode;
        this.key = key;
    }

    List<VariableSpec> declared() {
        return declared;
    }

    @Override
    Object variable(VariableSpec spec, Duration ttl) {
        if (spec.name().startsWith("$") || spec.name().isEmpty()) {
            throw refused("Variable \"" + spec.name() + "\" cannot be called that.");
        }
        if (declared.stream().anyMatch(other -> other.name().equals(spec.name()))) {
            throw refused("Variable " + spec.name() + " is declared twice.");
        }
        if (spec.hasTtl() && timeMode != TimeMode.ProcessingTime()) {
            throw refused("Variable " + spec.name()
                    + " has a TTL, which needs TimeMode.ProcessingTime(), and the time mode" + " is " + timeMode + ".");
        }
        if (spec.hasTtl() && (ttl.isZero() || ttl.isNegative())) {
            throw refused("The TTL of variable " + spec.name() + " must be positive, was " + ttl + ".");
        }
        declared.add(spec);
        return spec.variable(key, new CurrentKey());
    }

    private static PawlException refused(String what) {
        return new PawlException(ErrorCode.UNSUPPORTED_STREAM, what);
    }

    private static IllegalStateException tooEarly() {
        return new IllegalStateException("in init variables can be asked for, and nothing else");
    }

    @Override
    public QueryInfo getQueryInfo() {
        throw tooEarly();
    }

    @Override
    public void registerTimer(long timeMs) {
        throw tooEarly();
    }

    @Override
    public void deleteTimer(long timeMs) {
        throw tooEarly();
    }

    @Override
    public Iterator<Object> listTimers() {
        throw tooEarly();
    }
}
