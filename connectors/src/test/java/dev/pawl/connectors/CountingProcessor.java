package dev.pawl.connectors;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.Trigger;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.streaming.ListState;
import org.apache.spark.sql.streaming.MapState;
import org.apache.spark.sql.streaming.OutputMode;
import org.apache.spark.sql.streaming.StatefulProcessor;
import org.apache.spark.sql.streaming.TTLConfig;
import org.apache.spark.sql.streaming.TimeMode;
import org.apache.spark.sql.streaming.TimerValues;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** Gives rows whose ids follow from how many rows of their key it remembers, in a list and in a map. */
final class CountingProcessor extends StatefulProcessor<Long, Row, Row> {
    private static final long serialVersionUID = 1;
    private static final long KEYS = 2;

    private @Nullable ListState<Long> list;
    private @Nullable MapState<Long, Long> map;

    static QueryPlan query(Pawl pawl) {
        pawl.sql("CREATE OR REPLACE TEMPORARY VIEW events (id BIGINT, name STRING) USING json"
                + " OPTIONS (path '/in', maxFilesPerTrigger '1'); SET spark.sql.shuffle.partitions = 1");
        return pawl.stream("SELECT id FROM STREAM events")
                .groupByKey(row -> row.getLong(0) % KEYS, Encoders.LONG())
                .transformWithState(
                        new CountingProcessor(),
                        TimeMode.None(),
                        OutputMode.Append(),
                        Encoders.row(StructType.fromDDL("id BIGINT, name STRING")))
                .format("json")
                .option("path", "/out")
                .option("checkpointLocation", "/checkpoint")
                .trigger(Trigger.availableNow())
                .compile();
    }

    @Override
    public void init(OutputMode outputMode, TimeMode timeMode) {
        list = getHandle().getListState("list", Encoders.LONG(), TTLConfig.NONE());
        map = getHandle().getMapState("map", Encoders.LONG(), Encoders.LONG(), TTLConfig.NONE());
    }

    @Override
    public Iterator<Row> handleInputRows(Long key, Iterator<Row> rows, TimerValues times) {
        ListState<Long> seen = java.util.Objects.requireNonNull(list);
        MapState<Long, Long> counts = java.util.Objects.requireNonNull(map);
        List<Row> counted = new ArrayList<>();
        while (rows.hasNext()) {
            seen.appendValue(rows.next().getLong(0));
            long count = counts.containsKey(0L) ? counts.getValue(0L) + 1 : 1;
            counts.updateValue(0L, count);
            if (count != seen.get().size()) {
                throw new IllegalStateException("the map knows " + count + " rows, the list others");
            }
            long id = KEYS * (count - 1) + key;
            counted.add(RowFactory.create(id, "N" + id));
        }
        return CollectionConverters.asScala(counted.iterator());
    }
}
