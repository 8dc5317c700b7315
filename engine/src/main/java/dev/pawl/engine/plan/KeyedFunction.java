package dev.pawl.engine.plan;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.AppendColumns;
import org.apache.spark.sql.catalyst.plans.logical.AppendColumns$;
import org.apache.spark.sql.catalyst.plans.logical.FlatMapGroupsWithState$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalGroupState;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.TransformWithState$;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TimeMode;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;
import scala.runtime.AbstractFunction3;

/**
 * A function of Java that is given the rows of a query key by key, with state of its own for each key.
 *
 * @param input what the rows are made into; empty for rows
 */
public record KeyedFunction<K, I, O>(
        MapFunction<I, K> keyOf,
        Encoder<K> key,
        Optional<Encoder<I>> input,
        OutputMode outputMode,
        Encoder<O> result,
        Kind<K, I, O> kind)
        implements Addition {

    /** What the function is. */
    public sealed interface Kind<K, I, O> {}

    /** {@code transformWithState}. */
    public record Transform<K, I, O>(StatefulProcessor<K, I, O> processor, TimeMode timeMode)
            implements Kind<K, I, O> {}

    /** {@code flatMapGroupsWithState}. */
    public record FlatMapGroups<K, I, S, O>(
            FlatMapGroupsWithStateFunction<K, I, S, O> function,
            Encoder<S> state,
            GroupStateTimeout timeout,
            boolean isMap)
            implements Kind<K, I, O> {}

    @Override
    public LogicalPlan on(LogicalPlan plan) {
        Encoder<I> rows = input.orElseGet(() -> rowEncoder(plan));
        AppendColumns keyed = AppendColumns$.MODULE$.apply(
                new AbstractFunction1<I, K>() {
                    @Override
                    public K apply(I row) {
                        return called(() -> keyOf.call(row));
                    }
                },
                plan,
                rows,
                key);
        List<Attribute> keys = new ArrayList<>(Seqs.list(keyed.newColumns()));
        if (kind instanceof Transform<K, I, O> transform) {
            return TransformWithState$.MODULE$.apply(
                    Seqs.seq(keys),
                    plan.output(),
                    transform.processor(),
                    transform.timeMode(),
                    outputMode,
                    keyed,
                    key,
                    rows,
                    result);
        }
        return flatMapGroups((FlatMapGroups<K, I, ?, O>) kind, plan, keyed, keys, rows);
    }

    private <S> LogicalPlan flatMapGroups(
            FlatMapGroups<K, I, S, O> groups,
            LogicalPlan plan,
            LogicalPlan keyed,
            List<Attribute> keys,
            Encoder<I> rows) {
        AbstractFunction3<
                        Object,
                        scala.collection.Iterator<Object>,
                        LogicalGroupState<Object>,
                        scala.collection.Iterator<Object>>
                function = new AbstractFunction3<>() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public scala.collection.Iterator<Object> apply(
                            Object itsKey, scala.collection.Iterator<Object> values, LogicalGroupState<Object> state) {
                        Iterator<I> given = (Iterator<I>) CollectionConverters.asJava(values);
                        GroupState<S> own = (GroupState<S>) (Object) state;
                        Iterator<O> results = called(() -> groups.function().call((K) itsKey, given, own));
                        return CollectionConverters.asScala((Iterator<Object>) results);
                    }
                };
        return FlatMapGroupsWithState$.MODULE$.apply(
                function,
                Seqs.seq(keys),
                plan.output(),
                outputMode,
                groups.isMap(),
                groups.timeout(),
                keyed,
                key,
                rows,
                groups.state(),
                result);
    }

    @SuppressWarnings("unchecked")
    private Encoder<I> rowEncoder(LogicalPlan plan) {
        return (Encoder<I>) (Encoder<?>) Encoders.row(plan.schema());
    }

    private interface Call<T> {
        T call() throws Exception;
    }

    /** What a function of Java throws it throws through Scala's, which declare nothing. */
    @SuppressWarnings("unchecked")
    private static <T, E extends Exception> T called(Call<T> call) throws E {
        try {
            return call.call();
        } catch (Exception e) {
            throw (E) e;
        }
    }
}
