package dev.pawl.interop;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.FlatMapGroupsWithStateFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.GroupState;
import org.apache.spark.sql.streaming.GroupStateTimeout;
import org.apache.spark.sql.streaming.OutputMode;
import scala.Tuple2;

/** Arbitrary state: rows and their sum per key, told on every change and once more when the key times out. */
final class Tally implements FlatMapGroupsWithStateFunction<String, Row, Tuple2<Long, Long>, String> {
    private static final long serialVersionUID = 1;
    private static final long IDLE_MILLIS_MAX = 20_000;

    static Dataset<Row> query(Dataset<Row> rows) {
        Encoder<Tuple2<Long, Long>> state = Encoders.tuple(Encoders.LONG(), Encoders.LONG());
        return Grouping.byKey(rows.withWatermark("ts", "10 seconds"))
                .flatMapGroupsWithState(
                        new Tally(),
                        OutputMode.Append(),
                        state,
                        Encoders.STRING(),
                        GroupStateTimeout.EventTimeTimeout())
                .toDF("told");
    }

    @Override
    public Iterator<String> call(String key, Iterator<Row> rows, GroupState<Tuple2<Long, Long>> state) {
        if (state.hasTimedOut()) {
            Tuple2<Long, Long> last = state.get();
            state.remove();
            return List.of("%s left with %d rows, sum %d".formatted(key, last._1(), last._2()))
                    .iterator();
        }
        long count = state.exists() ? state.get()._1() : 0;
        long sum = state.exists() ? state.get()._2() : 0;
        long newestMillis = state.getCurrentWatermarkMs();
        while (rows.hasNext()) {
            Row row = rows.next();
            count++;
            sum += row.getInt(1);
            newestMillis = Math.max(newestMillis, row.getTimestamp(2).getTime());
        }
        state.update(new Tuple2<>(count, sum));
        state.setTimeoutTimestamp(newestMillis + IDLE_MILLIS_MAX);
        return List.of("%s has %d rows, sum %d".formatted(key, count, sum)).iterator();
    }
}
