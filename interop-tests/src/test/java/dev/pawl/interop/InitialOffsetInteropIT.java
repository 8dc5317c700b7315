package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.InitialOffset;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.QueryMetadata;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that Pawl began: Spark takes their sources from where Pawl says. */
@ExtendWith(SparkExtension.class)
class InitialOffsetInteropIT {
    private static final UUID QUERY_ID = new UUID(7, 7);

    private final SparkHarness spark;

    @TempDir
    private Path directory;

    InitialOffsetInteropIT(SparkHarness spark) {
        this.spark = spark;
    }

    @Test
    void aRateSourceStartsWhenPawlSaysAndReadsWhatPawlPlanned() throws IOException {
        Instant start = Instant.now().minus(Duration.ofSeconds(3)).truncatedTo(ChronoUnit.MILLIS);
        try (Storage storage = begin("2")) {
            new InitialOffset(InitialOffset.Kind.RATE, new SourceOffset(Long.toString(start.toEpochMilli())))
                    .createNew(storage, "0");
        }

        Map<String, String> options = Map.of("rowsPerSecond", "1", "numPartitions", "1");
        Batches planned = run("rate", options);
        Batches next = run("rate", options);

        assertThat(planned.rows()).isEqualTo(Map.of(0L, List.of(row(0, start), row(1, start.plusSeconds(1)))));
        assertThat(planned.progress(0).id()).isEqualTo(QUERY_ID);
        assertThat(next.rows()).containsOnlyKeys(1L);
        assertThat(next.rows().get(1L)).first().isEqualTo(row(2, start.plusSeconds(2)));
    }

    @Test
    void aMicroBatchRateSourceReadsWhatPawlPlanned() throws IOException {
        Instant start = Instant.parse("2024-01-01T00:00:00Z");
        Instant next = start.plus(Duration.ofHours(1));
        begin("{\"offset\":3,\"timestamp\":%d}".formatted(next.toEpochMilli())).close();

        Batches batches = run(
                "rate-micro-batch",
                Map.of(
                        "rowsPerBatch",
                        "2",
                        "numPartitions",
                        "1",
                        "startTimestamp",
                        Long.toString(start.toEpochMilli()),
                        "advanceMillisPerBatch",
                        "1000"));

        assertThat(batches.rows())
                .isEqualTo(Map.of(
                        0L, List.of(row(0, start), row(1, start), row(2, start)),
                        1L, List.of(row(3, next), row(4, next))));
        assertThat(batches.progress(0).id()).isEqualTo(QUERY_ID);
    }

    /** A new checkpoint in which batch 0 is planned up to an offset. */
    private Storage begin(String offset) {
        Storage storage = Storages.openForWriting(checkpoint().toString(), Durability.UNSYNCED, new UniqueNames());
        new QueryMetadata(QUERY_ID.toString()).createNew(storage);
        OffsetMetadata metadata = OffsetMetadata.of(0, 1_704_067_200_000L, RecordedConfs.complete(Map.of()));
        new OffsetLog(storage).append(OffsetEntry.of(0, metadata, List.of(new SourceOffset(offset))));
        return storage;
    }

    private Batches run(String source, Map<String, String> options) {
        Dataset<Row> rows = spark.session(Map.of())
                .readStream()
                .format(source)
                .options(options)
                .load()
                .select("value", "timestamp");
        return Batches.run(spark, rows, checkpoint());
    }

    private Path checkpoint() {
        return directory.resolve("checkpoint");
    }

    private static String row(long value, Instant timestamp) {
        return "{\"value\":%d,\"timestamp\":\"%s\"}".formatted(value, millis(timestamp));
    }

    private static String millis(Instant timestamp) {
        String text = timestamp.toString();
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }
}
