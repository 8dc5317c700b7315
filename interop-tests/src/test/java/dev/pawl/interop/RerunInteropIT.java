package dev.pawl.interop;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.second;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.streaming.StreamingQueryProgress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A batch that Pawl planned and did not finish, Spark runs exactly as planned. */
@ExtendWith(SparkExtension.class)
class RerunInteropIT {
    private static final String PLANNED_AT = "2023-11-14T22:13:20.000Z";
    /** Later than the rows before can explain: only the plan can be the reason for what it closes. */
    private static final String WATERMARK = "2024-01-01T00:00:31.000Z";

    private static final CompactionPolicy POLICY =
            new CompactionPolicy(SparkHarness.COMPACT_INTERVAL, 100, Duration.ofMinutes(10));

    private final SparkHarness spark;
    private final InputFiles inputs;
    private final Path checkpoint;

    RerunInteropIT(SparkHarness spark, @TempDir Path directory) {
        this.spark = spark;
        inputs = new InputFiles(directory.resolve("inputs"));
        checkpoint = directory.resolve("checkpoint");
    }

    @Test
    void sparkRunsAPlannedBatchWithItsOffsetsWatermarkAndTime() throws IOException {
        inputs.write(0, row(1, 1));
        inputs.write(1, row(2, 25));
        long planned = run().rows().lastKey() + 1;
        inputs.write(2, row(4, 45));
        inputs.write(3, row(8, 46));
        inputs.write(4, row(16, 70));

        plan(planned);
        Batches batches = run();

        StreamingQueryProgress progress = batches.progress(planned);
        assertThat(progress.numInputRows()).isEqualTo(2);
        assertThat(progress.sources()[0].startOffset()).isEqualTo("{\"logOffset\":1}");
        assertThat(progress.sources()[0].endOffset()).isEqualTo("{\"logOffset\":2}");
        assertThat(progress.eventTime()).containsEntry("watermark", WATERMARK);
        assertThat(batches.rows().get(planned))
                .containsExactly("{\"second\":20,\"sum\":2,\"now\":\"" + PLANNED_AT + "\"}");

        StreamingQueryProgress next = batches.progress(planned + 1);
        assertThat(next.numInputRows()).isEqualTo(1);
        assertThat(next.sources()[0].startOffset()).isEqualTo("{\"logOffset\":2}");
        assertThat(next.eventTime()).containsEntry("watermark", "2024-01-01T00:00:36.000Z");
        assertThat(batches.rows().get(planned + 1)).isEmpty();
        assertThat(batches.rows().get(planned + 2))
                .singleElement()
                .asString()
                .startsWith("{\"second\":40,\"sum\":12,")
                .doesNotContain(PLANNED_AT);
    }

    /** Takes two files at once, which Spark never would: its query takes one a batch. */
    private void plan(long batchId) throws IOException {
        try (Storage storage = Storages.openForWriting(checkpoint.toString(), Durability.UNSYNCED, new UniqueNames())) {
            new FileSourceLog(storage, "0", POLICY).append(2, List.of(inputs.taken(2, 2), inputs.taken(3, 2)));
            OffsetLog offsets = new OffsetLog(storage);
            OffsetMetadata before = offsets.entry(batchId - 1).metadata().orElseThrow();
            OffsetMetadata metadata = OffsetMetadata.of(millis(WATERMARK), millis(PLANNED_AT), before.conf());
            offsets.append(OffsetEntry.of(batchId, metadata, List.of(new SourceOffset("{\"logOffset\":2}"))));
        }
    }

    private Batches run() {
        Dataset<Row> sums = spark.session(Map.of())
                .readStream()
                .schema("v INT, ts TIMESTAMP")
                .option("maxFilesPerTrigger", 1)
                .json(inputs.directory().toString())
                .withWatermark("ts", "10 seconds")
                .groupBy(window(col("ts"), "10 seconds"))
                .agg(sum("v").as("sum"))
                .select(
                        second(col("window.start")).as("second"),
                        col("sum"),
                        current_timestamp().as("now"));
        return Batches.run(spark, sums, checkpoint);
    }

    private static List<String> row(int value, int second) {
        return List.of("{\"v\":%d,\"ts\":\"%s\"}"
                .formatted(value, Instant.parse("2024-01-01T00:00:00Z").plusSeconds(second)));
    }

    private static long millis(String timestamp) {
        return Instant.parse(timestamp).toEpochMilli();
    }
}
