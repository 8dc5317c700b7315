package dev.pawl.interop.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.Health;
import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSinkLog;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Severity;
import dev.pawl.checkpoint.verify.Verifier;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.read.streaming.Offset;
import org.apache.spark.sql.execution.streaming.checkpointing.CommitLog;
import org.apache.spark.sql.execution.streaming.checkpointing.CommitMetadata;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeq;
import org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqLog;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSource;
import org.apache.spark.sql.execution.streaming.runtime.FileStreamSourceLog;
import org.apache.spark.sql.execution.streaming.sinks.FileStreamSinkLog;
import org.apache.spark.sql.execution.streaming.sinks.SinkFileStatus;
import scala.Option;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's own classes and Pawl's read the logs of a query at rest, and must find the same. */
final class Agreement {
    private static final int LOG_VERSION = 1;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SparkSession spark;
    private final Lane lane;

    Agreement(SparkSession spark, Lane lane) {
        this.spark = spark;
        this.lane = lane;
    }

    void check() throws IOException {
        Path path = lane.checkpoint();
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(path.toString()))) {
            assertThat(offsets(checkpoint)).as("offsets of %s", lane).isEqualTo(offsetsInSpark());
            assertThat(commits(checkpoint)).as("commits of %s", lane).isEqualTo(commitsInSpark());
            if (lane.input() instanceof FileInput) {
                assertThat(taken()).as("files taken by %s", lane).isEqualTo(takenInSpark());
            }
            verify(checkpoint);
        }
        if (lane.target().kind().isFiles() && lane.target().directory().toFile().exists()) {
            assertThat(results()).as("results of %s", lane).isEqualTo(resultsInSpark());
        }
    }

    private void verify(Checkpoint checkpoint) {
        List<Finding> findings = new ArrayList<>();
        new Verifier(checkpoint).run(findings::add);
        assertThat(findings)
                .as("what the verifier finds in %s", lane)
                .noneMatch(finding -> finding.severity() == Severity.ERROR);
        boolean isDone =
                checkpoint.offsets().latest().equals(checkpoint.commits().latest());
        Health expected =
                checkpoint.offsets().latest().isEmpty() ? Health.EMPTY : isDone ? Health.OK : Health.UNCOMMITTED;
        assertThat(checkpoint.health()).isEqualTo(expected);
    }

    private Map<Long, JsonNode> offsets(Checkpoint checkpoint) throws IOException {
        Map<Long, JsonNode> all = new HashMap<>();
        for (long batchId : checkpoint.offsets().batchIds()) {
            OffsetEntry entry = checkpoint.offsets().entry(batchId);
            OffsetMetadata metadata = entry.metadata().orElseThrow();
            all.put(
                    batchId,
                    entry(
                            entry.offsets().values().stream()
                                    .map(SourceOffset::text)
                                    .toList(),
                            metadata.batchWatermarkMs(),
                            metadata.batchTimestampMs(),
                            JSON.valueToTree(metadata.conf().values())));
        }
        return all;
    }

    private Map<Long, JsonNode> offsetsInSpark() throws IOException {
        OffsetSeqLog log =
                new OffsetSeqLog(spark, lane.checkpoint().resolve("offsets").toString());
        Map<Long, JsonNode> all = new HashMap<>();
        for (long batchId : log.listBatchesOnDisk()) {
            OffsetSeq entry = log.get(batchId).get();
            var metadata = entry.metadata().get();
            List<String> texts = new ArrayList<>();
            for (Option<Offset> offset : CollectionConverters.asJava(entry.offsets())) {
                texts.add(offset.isDefined() ? offset.get().json() : "-");
            }
            JsonNode conf = JSON.valueToTree(CollectionConverters.asJava(metadata.conf()));
            all.put(batchId, entry(texts, metadata.batchWatermarkMs(), metadata.batchTimestampMs(), conf));
        }
        return all;
    }

    private static JsonNode entry(List<String> offsets, long watermark, long timestamp, JsonNode conf) {
        return JSON.createObjectNode()
                .put("watermark", watermark)
                .put("timestamp", timestamp)
                .<com.fasterxml.jackson.databind.node.ObjectNode>set("offsets", JSON.valueToTree(offsets))
                .set("conf", conf);
    }

    private static Map<Long, Long> commits(Checkpoint checkpoint) {
        Map<Long, Long> all = new HashMap<>();
        for (long batchId : checkpoint.commits().batchIds()) {
            all.put(batchId, checkpoint.commits().entry(batchId).nextBatchWatermarkMs());
        }
        return all;
    }

    private Map<Long, Long> commitsInSpark() {
        CommitLog log =
                new CommitLog(spark, lane.checkpoint().resolve("commits").toString());
        Map<Long, Long> all = new HashMap<>();
        for (long batchId : log.listBatchesOnDisk()) {
            CommitMetadata commit = log.get(batchId).get();
            all.put(batchId, commit.nextBatchWatermarkMs());
        }
        return all;
    }

    private List<String> taken() throws IOException {
        List<String> files = new ArrayList<>();
        try (Storage storage = Storages.open(lane.checkpoint().toString())) {
            FileSourceLog log = new FileSourceLog(storage, "0", CompactionPolicy.DEFAULT);
            log.visitFilesUpTo(
                    log.latest().orElse(-1),
                    file -> files.add(file.logId() + " " + file.timestampMs() + " " + file.path()));
        }
        return files.stream().sorted().toList();
    }

    private List<String> takenInSpark() {
        FileStreamSourceLog log = new FileStreamSourceLog(
                LOG_VERSION, spark, lane.checkpoint().resolve("sources/0").toString());
        FileStreamSource.FileEntry[] files = (FileStreamSource.FileEntry[]) (Object) log.allFiles();
        return Arrays.stream(files)
                .map(file -> file.batchId() + " " + file.timestamp() + " " + file.path())
                .sorted()
                .toList();
    }

    private List<String> results() throws IOException {
        List<String> files = new ArrayList<>();
        try (Storage storage = Storages.open(lane.target().directory().toString())) {
            new FileSinkLog(storage, CompactionPolicy.DEFAULT)
                    .visitFiles(file -> files.add(file.path() + " " + file.size()));
        }
        return files.stream().sorted().toList();
    }

    private List<String> resultsInSpark() {
        FileStreamSinkLog log = new FileStreamSinkLog(
                LOG_VERSION,
                spark,
                lane.target().directory().resolve("_spark_metadata").toString(),
                Option.empty());
        SinkFileStatus[] files = (SinkFileStatus[]) (Object) log.allFiles();
        return Arrays.stream(files)
                .map(file -> file.path() + " " + file.size())
                .sorted()
                .toList();
    }
}
