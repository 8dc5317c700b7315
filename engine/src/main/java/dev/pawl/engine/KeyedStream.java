package dev.pawl.engine;

import dev.pawl.engine.plan.KeyedFunction;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.api.java.function.MapGroupsWithStateFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TimeMode;

/**
 * The rows of a query by key, to be given to a function that remembers something of each; by the names of Spark's
 * {@code KeyValueGroupedDataset}, and with its classes: what was written for Spark runs here as it is.
 */
public final class KeyedStream<K, I> {
    private final StreamWriter writer;
    private final MapFunction<I, K> keyOf;
    private final Encoder<K> key;
    private final Optional<Encoder<I>> rows;

    KeyedStream(StreamWriter writer, MapFunction<I, K> keyOf, Encoder<K> key, Optional<Encoder<I>> rows) {
        this.writer = writer;
        this.keyOf = keyOf;
        this.key = key;
        this.rows = rows;
    }

    /** A processor with variables, their TTL, and timers. The output mode is that of the query, too. */
    public <O> StreamWriter transformWithState(
            StatefulProcessor<K, I, O> processor, TimeMode timeMode, OutputMode outputMode, Encoder<O> result) {
        return with(outputMode, result, new KeyedFunction.Transform<>(processor, timeMode));
    }

    /** A function with one object of state for each key. The output mode is that of the query, too. */
    public <S, O> StreamWriter flatMapGroupsWithState(
            FlatMapGroupsWithStateFunction<K, I, S, O> function,
            OutputMode outputMode,
            Encoder<S> state,
            Encoder<O> result,
            GroupStateTimeout timeout) {
        return with(outputMode, result, new KeyedFunction.FlatMapGroups<>(function, state, timeout, false));
    }

    /** A function that gives one row each time it is called; in output mode {@code update}. */
    public <S, O> StreamWriter mapGroupsWithState(
            MapGroupsWithStateFunction<K, I, S, O> function,
            Encoder<S> state,
            Encoder<O> result,
            GroupStateTimeout timeout) {
        FlatMapGroupsWithStateFunction<K, I, S, O> one = (itsKey, values, itsState) ->
                List.of(function.call(itsKey, values, itsState)).iterator();
        return with(OutputMode.Update(), result, new KeyedFunction.FlatMapGroups<>(one, state, timeout, true));
    }

    private <O> StreamWriter with(OutputMode outputMode, Encoder<O> result, KeyedFunction.Kind<K, I, O> kind) {
        return writer.outputMode(outputMode.toString())
                .with(new KeyedFunction<>(keyOf, key, rows, outputMode, result, kind));
    }
}
