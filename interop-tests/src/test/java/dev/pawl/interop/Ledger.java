package dev.pawl.interop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.ExpiredTimerInfo;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.StatefulProcessorHandle;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.streaming.ValueState;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** transformWithState with one variable of every kind: a value, a list, a map, and a timer for each key. */
final class Ledger extends StatefulProcessor<String, Row, String> {
    static final List<String> VARIABLES = List.of("total", "history", "byParity");

    private static final long serialVersionUID = 1;
    private static final long EVENT_TIMER_MILLIS = 20_000;
    private static final long PROCESSING_TIMER_MILLIS = Duration.ofHours(10).toMillis();

    private final boolean eventTime;
    private @Nullable ValueState<Long> total;
    private @Nullable ListState<Integer> history;
    private @Nullable MapState<String, Long> byParity;

    private Ledger(boolean eventTime) {
        this.eventTime = eventTime;
    }

    /** Event-time timers; no variable expires. */
    static Dataset<Row> inEventTime(Dataset<Row> rows) {
        return query(rows, new Ledger(true), TimeMode.EventTime());
    }

    /** Processing-time timers far ahead; every variable expires after hours, so that no test sees it happen. */
    static Dataset<Row> inProcessingTime(Dataset<Row> rows) {
        return query(rows, new Ledger(false), TimeMode.ProcessingTime());
    }

    /** The processor alone, for whoever has rows of another kind. */
    static Ledger of(TimeMode timeMode) {
        return new Ledger(timeMode == TimeMode.EventTime());
    }

    private static Dataset<Row> query(Dataset<Row> rows, Ledger ledger, TimeMode timeMode) {
        return Grouping.byKey(rows.withWatermark("ts", "10 seconds"))
                .transformWithState(ledger, timeMode, OutputMode.Append(), Encoders.STRING())
                .toDF("told");
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
        StatefulProcessorHandle handle = getHandle();
        TTLConfig expiry = eventTime ? TTLConfig.NONE() : new TTLConfig(Duration.ofHours(10));
        total = handle.getValueState("total", Encoders.LONG(), expiry);
        history = handle.getListState("history", Encoders.INT(), expiry);
        byParity = handle.getMapState("byParity", Encoders.STRING(), Encoders.LONG(), expiry);
    }

    @Override
    public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues timers) {
        long sum = total().exists() ? total().get() : 0;
        long latestMillis = 0;
        while (rows.hasNext()) {
            Row row = rows.next();
            int value = row.getInt(1);
            sum += value;
            latestMillis = Math.max(latestMillis, row.getTimestamp(2).getTime());
            history().appendValue(value);
            String parity = value % 2 == 0 ? "even" : "odd";
            long before = byParity().containsKey(parity) ? byParity().getValue(parity) : 0;
            byParity().updateValue(parity, before + value);
        }
        total().update(sum);
        long timerMillis = eventTime
                ? Math.max(latestMillis, timers.getCurrentWatermarkInMs()) + EVENT_TIMER_MILLIS
                : timers.getCurrentProcessingTimeInMs() + PROCESSING_TIMER_MILLIS;
        getHandle().registerTimer(timerMillis);
        List<Object> values =
                new ArrayList<>(CollectionConverters.asJava(history().get().toSeq()));
        return one("%s: total %d, history %s".formatted(key, sum, values));
    }

    @Override
    public Iterator<String> handleExpiredTimer(String key, TimerValues timers, ExpiredTimerInfo expired) {
        boolean known = total().exists();
        total().clear();
        history().clear();
        byParity().removeKey("odd");
        return one("%s: timer, total known: %s".formatted(key, known));
    }

    private ValueState<Long> total() {
        return initialised(total);
    }

    private ListState<Integer> history() {
        return initialised(history);
    }

    private MapState<String, Long> byParity() {
        return initialised(byParity);
    }

    private static <T> T initialised(@Nullable T variable) {
        if (variable == null) {
            throw new IllegalStateException("used before init");
        }
        return variable;
    }

    private static Iterator<String> one(String line) {
        return CollectionConverters.asScala(List.of(line).iterator());
    }
}
