package dev.pawl.engine.function;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** Does with its state what the rows of a key say, word by word, and answers with all there is. */
final class Told extends StatefulProcessor<String, Row, String> {
    private static final long serialVersionUID = 1;

    private final Duration ttl;
    private final String added;
    private @Nullable ValueState<Long> value;
    private @Nullable ListState<String> list;
    private @Nullable MapState<String, Integer> map;
    /** What a batch leaves in fields no other one must see. */
    private boolean isUsed;

    /**
     * @param ttl zero for none
     * @param added the name of one more variable, empty for none
     */
    Told(Duration ttl, String added) {
        this.ttl = ttl;
        this.added = added;
    }

    Told() {
        this(Duration.ZERO, "");
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
        if (isUsed) {
            throw new IllegalStateException("two batches share a processor");
        }
        isUsed = true;
        StatefulProcessorHandle handle = getHandle();
        TTLConfig config = new TTLConfig(ttl);
        value = handle.getValueState("v", Encoders.LONG(), config);
        list = handle.getListState("l", Encoders.STRING(), config);
        map = handle.getMapState("m", Encoders.STRING(), Encoders.INT(), config);
        if (!added.isEmpty()) {
            handle.getValueState(added, Encoders.LONG(), TTLConfig.NONE());
        }
    }

    @Override
    public Iterator<String> handleInputRows(String key, Iterator<Row> rows, TimerValues times) {
        List<String> answers = new ArrayList<>();
        while (rows.hasNext()) {
            String[] words = rows.next().getString(1).split(" ", 0);
            if (words[0].equals("stop")) {
                // The rest of the rows is not taken.
                break;
            }
            obey(words, times);
        }
        answers.add(key + " " + all());
        return CollectionConverters.asScala(answers.iterator());
    }

    private void obey(String[] words, TimerValues times) {
        switch (words[0]) {
            case "set" -> v().update(Long.valueOf(words[1]));
            case "unset" -> v().clear();
            case "add" -> l().appendValue(words[1]);
            case "list" -> l().put(words[1].split(",", 0));
            case "more" -> l().appendList(words[1].split(",", 0));
            case "unlist" -> l().clear();
            case "put" -> m().updateValue(words[1], Integer.valueOf(words[2]));
            case "take" -> m().removeKey(words[1]);
            case "unmap" -> m().clear();
            case "timer" -> getHandle().registerTimer(Long.parseLong(words[1]));
            case "after" -> getHandle().registerTimer(times.getCurrentProcessingTimeInMs() + Long.parseLong(words[1]));
            case "untimer" -> getHandle().deleteTimer(Long.parseLong(words[1]));
            default -> {
                // only asks
            }
        }
    }

    @Override
    public Iterator<String> handleExpiredTimer(String key, TimerValues times, ExpiredTimerInfo expired) {
        l().appendValue("t" + expired.getExpiryTimeInMs());
        return CollectionConverters.asScala(List.of(key + " fired " + expired.getExpiryTimeInMs() + " " + all())
                .iterator());
    }

    private String all() {
        Map<String, Integer> entries = new TreeMap<>();
        for (Tuple2<String, Integer> entry :
                CollectionConverters.asJava(m().iterator().toSeq())) {
            entries.put(entry._1(), entry._2());
        }
        if (entries.isEmpty() == m().exists() || l().get().isEmpty() == l().exists()) {
            throw new IllegalStateException("what there is does not exist");
        }
        return (v().exists() ? v().get() : "-") + " "
                + CollectionConverters.asJava(l().get().toSeq()) + " " + entries;
    }

    private ValueState<Long> v() {
        return java.util.Objects.requireNonNull(value);
    }

    private ListState<String> l() {
        return java.util.Objects.requireNonNull(list);
    }

    private MapState<String, Integer> m() {
        return java.util.Objects.requireNonNull(map);
    }
}
