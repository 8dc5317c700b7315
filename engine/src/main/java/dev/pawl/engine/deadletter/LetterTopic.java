package dev.pawl.engine.deadletter;

import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.SinkBatch;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.sink.WrittenPart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** A sink that takes each dead letter as a row with one column: a topic. What it knows of batches decides how often a letter comes. */
public final class LetterTopic implements LetterTarget {
    /** What the sink is to take. */
    public static final StructType COLUMNS = new StructType().add("value", DataTypes.StringType);

    private final String location;
    private final StreamSink sink;

    /** @param sink closed by this object */
    public LetterTopic(String location, StreamSink sink) {
        this.location = location;
        this.sink = sink;
    }

    @Override
    public String description() {
        return location;
    }

    @Override
    public boolean isTaken(long batchId) {
        return sink.isCommitted(batchId);
    }

    @Override
    public void deliver(long batchId, Letters letters) throws IOException {
        if (sink.isCommitted(batchId)) {
            return;
        }
        SinkBatch batch = sink.begin(batchId);
        boolean isCommitting = false;
        try {
            WrittenPart part = write(batch.writer(0, 0), letters);
            isCommitting = true;
            batch.commit(List.of(part));
        } finally {
            if (!isCommitting) {
                batch.abort();
            }
        }
    }

    private static WrittenPart write(RowWriter writer, Letters letters) throws IOException {
        boolean isFinished = false;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(letters.open(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                writer.write(new GenericInternalRow(new Object[] {UTF8String.fromString(line)}));
            }
            WrittenPart part = writer.finish();
            isFinished = true;
            return part;
        } finally {
            if (!isFinished) {
                writer.abort();
            }
        }
    }

    @Override
    public void close() {
        sink.close();
    }
}
