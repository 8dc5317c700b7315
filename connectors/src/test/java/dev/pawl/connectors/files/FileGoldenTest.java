package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs byte for byte as Spark 4.1.2 wrote them for a query from JSON files to JSON files. */
class FileGoldenTest {
    private static final StructType KV = StructType.fromDDL("k STRING, v BIGINT");
    private static final long[] TIMES = {1795163950891L, 1795163951611L, 1795163952055L};
    private static final String SOURCE_1 =
            "v1\n{\"path\":\"file://DIR/in/001.json\",\"timestamp\":1795163951611,\"batchId\":1}";
    private static final String SINK_0 = "v1\n{\"path\":\"file://DIR/out/part-00000-n1-c000.json\",\"size\":17,"
            + "\"isDir\":false,\"modificationTime\":1767225600000,\"blockReplication\":1,\"blockSize\":33554432,"
            + "\"action\":\"add\"}";

    @TempDir
    Path directory;

    private final TestOutside outside = new TestOutside();

    private void put(int number) throws IOException {
        Path file = directory.resolve("in/00" + number + ".json");
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.writeString(
                file, "{\"k\":\"k" + number + "\",\"v\":" + number + ",\"ts\":\"2024-01-01T00:00:01Z\"}\n");
        java.nio.file.Files.setLastModifiedTime(file, FileTime.fromMillis(TIMES[number]));
    }

    private String golden(String text) {
        return text.replace("DIR", directory.toString());
    }

    private String content(String name) throws IOException {
        return java.nio.file.Files.readString(directory.resolve(name));
    }

    private StreamSource open() {
        Storage checkpoint = outside.storage(directory + "/cp");
        return Files.table("json", Optional.of(KV.toDDL()), outside, "path", directory + "/in")
                .openStream(new StreamScope("0", KV, checkpoint, "query"));
    }

    @Test
    void theLogsAreSparks() throws IOException {
        put(0);
        StreamSource stream = open();
        Optional<SourceOffset> first = stream.latestOffset(Optional.empty(), ReadLimit.BY_OPTIONS);
        assertThat(first.map(SourceOffset::text)).contains("{\"logOffset\":0}");
        put(1);
        stream.latestOffset(first, ReadLimit.BY_OPTIONS);
        assertThat(content("cp/sources/0/1")).isEqualTo(golden(SOURCE_1));

        StreamSink sink = Files.target("json", KV, List.of(), outside, "path", directory + "/out");
        Files.write(sink, 0, List.of(new GenericInternalRow(new Object[] {UTF8String.fromString("k0"), 0L})));
        assertThat(content("out/part-00000-n1-c000.json")).isEqualTo("{\"k\":\"k0\",\"v\":0}\n");
        assertThat(content("out/_spark_metadata/0")).isEqualTo(golden(SINK_0));
    }

    @Test
    void aCompactedLogOfSparkIsContinued() throws IOException {
        put(0);
        put(1);
        put(2);
        String compact = golden("v1\n{\"path\":\"file://DIR/in/000.json\",\"timestamp\":1795163950891,\"batchId\":0}\n"
                + SOURCE_1.substring(3));
        // Spark derives the interval from the name: here 2.
        Storage checkpoint = outside.storage(directory + "/cp");
        checkpoint.createNew("sources/0/1.compact", out -> out.write(compact.getBytes(StandardCharsets.UTF_8)));

        StreamSource stream = open();
        Optional<SourceOffset> start = Optional.of(new SourceOffset("{\"logOffset\":1}"));
        Optional<SourceOffset> next = stream.latestOffset(start, ReadLimit.BY_OPTIONS);
        assertThat(next.map(SourceOffset::text)).contains("{\"logOffset\":2}");
        assertThat(Files.rows(stream.splits(start, next.orElseThrow()), KV)).containsExactly("k2|2");
        assertThat(Files.rows(stream.splits(Optional.empty(), start.orElseThrow()), KV))
                .containsExactly("k0|0", "k1|1");
    }
}
