package dev.pawl.connectors.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StreamScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSourceTest {
    private static final Optional<String> KV = Optional.of("k STRING, v INT");

    @TempDir
    Path directory;

    private final TestOutside outside = new TestOutside();

    private void put(String name, String content) throws IOException {
        put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = directory.resolve(name);
        java.nio.file.Files.createDirectories(file.getParent());
        java.nio.file.Files.write(file, content);
    }

    private SourceTable table(String format, Optional<String> columns, String... options) {
        String[] all = java.util.Arrays.copyOf(options, options.length + 2);
        all[options.length] = "path";
        all[options.length + 1] = directory.toString();
        return Files.table(format, columns, outside, all);
    }

    @Test
    void jsonLinesOfAllFilesButHiddenOnes() throws IOException {
        put("1.json", "{\"k\":\"a\",\"v\":1}\n{\"k\":\"b\"}\r\n\n{\"v\":3}");
        put("2.json", "{\"k\":\"c\",\"v\":4}\n");
        put("_hidden.json", "{\"k\":\"x\"}\n");
        put(".hidden.json", "{\"k\":\"x\"}\n");
        put("copied._COPYING_", "{\"k\":\"x\"}\n");
        put("below/3.json", "{\"k\":\"x\"}\n");

        assertThat(Files.rows(table("json", KV))).containsExactly("a|1", "b|null", "c|4", "null|3");
        assertThat(Files.rows(table("json", KV, "recursiveFileLookup", "true"))).contains("x|null");
        assertThat(Files.rows(table("json", KV, "pathGlobFilter", "2*"))).containsExactly("c|4");
    }

    @Test
    void onlyTheRequiredColumnsAreDelivered() throws IOException {
        put("1.json", "{\"k\":\"a\",\"v\":1}\n");

        assertThat(Files.rows(table("json", KV), StructType.fromDDL("v INT"))).containsExactly("1");
        assertThat(Files.rows(table("json", KV), new StructType())).containsExactly("");
    }

    @Test
    void malformedJsonIsKeptDroppedOrAnError() throws IOException {
        put("1.json", "{\"k\":\"a\",\"v\":1}\n{\"k\":\"b\",\n{\"k\":\"c\",\"v\":\"text\"}\n");
        Optional<String> withCorrupt = Optional.of("k STRING, v INT, _corrupt_record STRING");

        assertThat(Files.rows(table("json", withCorrupt)))
                .containsExactly("a|1|null", "c|null|{\"k\":\"c\",\"v\":\"text\"}", "null|null|{\"k\":\"b\",");
        assertThat(Files.rows(table("json", KV))).containsExactly("a|1", "c|null", "null|null");
        assertThat(Files.rows(table("json", KV, "mode", "DROPMALFORMED"))).containsExactly("a|1");
        assertThatThrownBy(() -> Files.rows(table("json", KV, "mode", "FAILFAST")))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED_RECORD_IN_PARSING))
                .hasMessageContaining("1.json")
                .hasMessageContaining("FAILFAST");
    }

    @Test
    void jsonOfManyLines() throws IOException {
        put("1.json", "[{\"k\":\"a\",\n\"v\":1},\n{\"k\":\"b\"}]");
        put("2.json", "{\"k\":\"c\",\n\"v\":3}");

        assertThat(Files.rows(table("json", KV, "multiLine", "true"))).containsExactly("a|1", "b|null", "c|3");
    }

    @Test
    void compressedFilesByTheEndOfTheirName() throws IOException {
        for (Compression compression : Compression.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (OutputStream out = compression.compress(bytes)) {
                out.write(("{\"k\":\"" + compression + "\"}\n").getBytes(StandardCharsets.UTF_8));
            }
            put("1.json" + compression.extension(), bytes.toByteArray());
        }

        assertThat(Files.rows(table("json", Optional.of("k STRING"))))
                .containsExactly("BZIP2", "DEFLATE", "GZIP", "NONE", "ZSTD");
    }

    @Test
    void aFileCutShortIsAnErrorUnlessCorruptFilesAreIgnored() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bytes)) {
            out.write("{\"k\":\"a\",\"v\":1}\n".repeat(10_000).getBytes(StandardCharsets.UTF_8));
        }
        put("1.json.gz", java.util.Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
        put("2.json", "{\"k\":\"b\",\"v\":2}\n");

        assertThatThrownBy(() -> Files.rows(table("json", KV)))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FAILED_READ_FILE))
                .hasMessageContaining("1.json.gz");
        assertThat(Files.rows(table("json", KV, "ignoreCorruptFiles", "true"))).contains("b|2");
    }

    @Test
    void whatIsNoParquetIsSaidToBeNone() throws IOException {
        put("1.parquet", "neither a beginning nor an end");

        assertThatThrownBy(() -> Files.rows(table("parquet", Optional.of("n STRING"))))
                .hasMessageContaining("1.parquet cannot be read as parquet: it is not a Parquet file");
    }

    @Test
    void csvWithAndWithoutHeader() throws IOException {
        put("1.csv", "k,v\na,1\n\"b, c\",\n");

        assertThat(Files.rows(table("csv", KV, "header", "true"))).containsExactly("a|1", "b, c|null");
        assertThat(Files.rows(table("csv", Optional.of("k STRING, v STRING"))))
                .containsExactly("a|1", "b, c|null", "k|v");
        assertThat(Files.rows(table("csv", KV, "header", "true"), StructType.fromDDL("v INT")))
                .containsExactly("1", "null");
    }

    @Test
    void malformedCsv() throws IOException {
        put("1.csv", "a,1\nb,text\nc,1,more\n");
        Optional<String> withCorrupt = Optional.of("k STRING, v INT, _corrupt_record STRING");

        assertThat(Files.rows(table("csv", withCorrupt))).containsExactly("a|1|null", "b|null|b,text", "c|1|c,1,more");
        assertThat(Files.rows(table("csv", KV, "mode", "DROPMALFORMED"))).containsExactly("a|1");
        assertThatThrownBy(() -> Files.rows(table("csv", KV, "mode", "FAILFAST")))
                .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.MALFORMED_RECORD_IN_PARSING));
    }

    @Test
    void columnsOfCsvAreFound() throws IOException {
        put("1.csv", "k,v,,k\na,1,2.5,x\nb,2,3,2024-01-01\n");

        assertThat(table("csv", Optional.empty(), "header", "true").columns().toDDL())
                .isEqualTo("k0 STRING,v STRING,_c2 STRING,k3 STRING");
        SourceTable inferred = table("csv", Optional.empty(), "header", "true", "inferSchema", "true");
        assertThat(inferred.columns().toDDL()).isEqualTo("k0 STRING,v INT,_c2 DOUBLE,k3 STRING");
        assertThat(Files.rows(inferred)).containsExactly("a|1|2.5|x", "b|2|3.0|2024-01-01");
        assertThat(table("csv", Optional.empty()).columns().toDDL())
                .isEqualTo("_c0 STRING,_c1 STRING,_c2 STRING,_c3 STRING");
    }

    @Test
    void columnsOfJsonAreFound() throws IOException {
        put("1.json", "{\"v\":1,\"k\":\"a\"}\n{\"v\":1.5,\"n\":{\"x\":[1]}}\n");

        assertThat(table("json", Optional.empty()).columns().toDDL())
                .isEqualTo("k STRING,n STRUCT<x: ARRAY<BIGINT>>,v DOUBLE");
    }

    @Test
    void textByLinesOrWhole() throws IOException {
        put("1.txt", "a\r\nb\n\nc");

        assertThat(Files.rows(table("text", Optional.empty()))).containsExactly("", "a", "b", "c");
        assertThat(Files.rows(table("text", Optional.empty(), "lineSep", "\n"))).containsExactly("", "a\r", "b", "c");
        assertThat(Files.rows(table("text", Optional.empty(), "wholetext", "true")))
                .containsExactly("a\r\nb\n\nc");
        assertThatThrownBy(() -> table("text", KV))
                .hasMessageContaining("supports only a single column, and you have 2 columns");
    }

    @Test
    void directoriesAreColumns() throws IOException {
        put("day=2024-01-01/n=1/1.json", "{\"k\":\"a\"}\n");
        put("day=2024-01-02/n=22/1.json", "{\"k\":\"b\"}\n");
        put("day=2024-01-02/n=__HIVE_DEFAULT_PARTITION__/1.json", "{\"k\":\"c\"}\n");

        SourceTable inferred = table("json", Optional.of("k STRING"));
        assertThat(inferred.columns().toDDL()).isEqualTo("k STRING,day DATE,n INT");
        assertThat(Files.rows(inferred)).containsExactly("a|19723|1", "b|19724|22", "c|19724|null");
        assertThat(Files.rows(inferred, StructType.fromDDL("n INT, k STRING")))
                .containsExactly("1|a", "22|b", "null|c");
        SourceTable given = table("json", Optional.of("n STRING, k STRING"));
        assertThat(given.columns().toDDL()).isEqualTo("k STRING,day DATE,n STRING");
        assertThat(Files.rows(given)).contains("b|19724|22");
    }

    @Test
    void aPatternNamesManyDirectories() throws IOException {
        put("a1/in/1.json", "{\"k\":\"a\"}\n");
        put("a2/in/1.json", "{\"k\":\"b\"}\n");
        put("b1/in/1.json", "{\"k\":\"c\"}\n");

        SourceTable table = Files.table("json", Optional.of("k STRING"), outside, "path", directory + "/{a1,b?}/in");
        assertThat(Files.rows(table)).containsExactly("a", "c");
        SourceTable one = Files.table("json", Optional.of("k STRING"), outside, "path", directory + "/a2/in/1.json");
        assertThat(Files.rows(one)).containsExactly("b");
    }

    @Test
    void whatIsNotThereIsAnError() {
        assertThatThrownBy(() -> Files.table("json", KV, outside, "path", directory + "/nowhere"))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.PATH_NOT_FOUND))
                .hasMessageContaining("Path does not exist: file:///");
        assertThatThrownBy(() -> table("json", Optional.empty()))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.UNABLE_TO_INFER_SCHEMA));
    }

    @Test
    void aStreamNeedsColumnsFromTheUser() throws IOException {
        put("1.json", "{\"k\":\"a\"}\n");
        SourceTable table = table("json", Optional.empty());

        StreamScope scope = new StreamScope("0", table.columns(), outside.storage(directory + "/cp"), "query");
        assertThatThrownBy(() -> table.openStream(scope))
                .isInstanceOfSatisfying(PawlException.class, e -> assertThat(e.code())
                        .isEqualTo(ErrorCode.STREAMING_SOURCE_SCHEMA_MISSING))
                .hasMessageContaining("Schema must be specified when creating a streaming source DataFrame.");
    }

    @Test
    void optionsThatAreWrongAreNamed() {
        assertThatThrownBy(() -> table("json", KV, "maxFilesPerTrigger", "0"))
                .hasMessageContaining("maxFilesPerTrigger");
        assertThatThrownBy(() -> table("json", KV, "maxBytesPerTrigger", "much"))
                .hasMessageContaining("100m");
        assertThatThrownBy(() -> table("json", KV, "maxFileAge", "old")).hasMessageContaining("7d");
        assertThatThrownBy(() -> table("json", KV, "cleanSource", "wash"))
                .hasMessageContaining("archive, delete or off");
        assertThatThrownBy(() -> table("csv", KV, "quote", "too long"))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_INVALID));
    }

    @Test
    void aLargeFileIsCutAtLineEnds() throws IOException {
        StringBuilder content = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            content.append("line ").append(i).append(i % 3 == 0 ? "\r\n" : "\n");
        }
        put("1.txt", content.toString());
        FileContent file =
                new FileContent(outside.storage(directory.toString()), "1.txt", Place.of(directory + "/1.txt"));
        long size = content.length();
        for (int splitBytes : new int[] {1, 7, 10, 100, 4096}) {
            java.util.List<String> lines = new java.util.ArrayList<>();
            FilePart whole = FilePart.whole(file);
            for (SplitPacking.Sized part : SplitPacking.cut(whole, size, true, splitBytes)) {
                try (Lines each = Lines.of(part.part(), new byte[0])) {
                    while (each.next()) {
                        lines.add(new String(each.bytes(), each.start(), each.length(), StandardCharsets.UTF_8));
                    }
                }
            }
            assertThat(lines).hasSize(1000).startsWith("line 0", "line 1").endsWith("line 999");
        }
    }
}
