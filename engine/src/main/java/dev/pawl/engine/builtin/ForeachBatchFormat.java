package dev.pawl.engine.builtin;

import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import scala.Function1;

/** Hands each batch to code. A batch may be handed over again after a failure: the code knows it by its id. */
public final class ForeachBatchFormat implements SinkFormat {
    private final Handler handler;

    /** What becomes of a batch. */
    public interface Handler {
        void handle(List<Row> rows, long batchId) throws Exception;
    }

    public ForeachBatchFormat(Handler handler) {
        this.handler = handler;
    }

    @Override
    public String name() {
        return "foreachbatch";
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        Function1<Object, Object> converter = CatalystTypeConverters.createToScalaConverter(request.columns());
        return new KeepingSink("ForeachBatchSink", request.columns(), Long.MAX_VALUE, (batchId, count, rows) -> {
            List<Row> converted = new ArrayList<>();
            for (InternalRow row : rows) {
                converted.add((Row) converter.apply(row));
            }
            handler.handle(converted, batchId);
        });
    }
}
