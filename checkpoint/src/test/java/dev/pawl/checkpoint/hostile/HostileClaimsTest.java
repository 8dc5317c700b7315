package dev.pawl.checkpoint.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pawl.checkpoint.codec.CompressionCodec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are well-formed but claim what cannot be: everything is answered or told, in little memory and little time. */
class HostileClaimsTest {
    private static final String HUGE_ID = Long.toString(Long.MAX_VALUE - 1);
    private static final String METADATA = "state/0/_metadata/metadata";
    private static final String SCHEMA = "state/0/0/_metadata/schema";

    private static final List<Case> CASES = new ArrayList<>();

    /** @param named a name that some answer or finding must say; empty if nothing is wrong with what is claimed */
    private record Case(FileKind kind, String what, String named, Consumer<DamagedCopy> damage) {
        @Override
        public String toString() {
            return kind + ": " + what;
        }
    }

    static List<Case> cases() {
        CASES.clear();
        json();
        logs();
        operators();
        schemas();
        names();
        snapshots();
        records();
        return CASES;
    }

    @ParameterizedTest
    @MethodSource("cases")
    @Timeout(60)
    void whatCannotBeIsTold(Case given) {
        DamagedCopy copy = given.kind().checkpoint();
        given.damage().accept(copy);
        Survey survey = Survey.of(copy);
        assertThat(survey.answers()).isNotEmpty();
        if (!given.named().isEmpty()) {
            assertThat(survey.names(given.named()))
                    .as("%s is named in %s %s", given.named(), survey.shortAnswers(), survey.findings())
                    .isTrue();
        }
    }

    /** Every file with JSON in it, and the line in front of the JSON. */
    private static void json() {
        for (FileKind kind : List.of(
                FileKind.QUERY_METADATA,
                FileKind.OFFSETS_V1,
                FileKind.OFFSETS_V2,
                FileKind.COMMIT_V1,
                FileKind.COMMIT_V2,
                FileKind.FILE_SOURCE_LOG,
                FileKind.FILE_SOURCE_LOG_COMPACT,
                FileKind.FILE_SINK_LOG,
                FileKind.KAFKA_START,
                FileKind.OPERATOR_METADATA_V1,
                FileKind.OPERATOR_METADATA_V2,
                FileKind.SPARK_CHECKSUM)) {
            String sound = kind.checkpoint().text(kind.path());
            String head = sound.startsWith("{") ? "" : sound.substring(0, sound.indexOf('\n') + 1);
            replace(kind, "JSON 100,000 deep", () -> head + "[".repeat(100_000) + "]".repeat(100_000));
            replace(kind, "objects 100,000 deep", () -> head + "{\"a\":".repeat(100_000) + "1" + "}".repeat(100_000));
            replace(kind, "a number of a million digits", () -> head + "{\"id\":" + "9".repeat(1_000_000) + "}");
        }
        for (FileKind kind : List.of(
                FileKind.OFFSETS_V1,
                FileKind.FILE_SOURCE_LOG_COMPACT,
                FileKind.OPERATOR_METADATA_V1,
                FileKind.SPARK_CHECKSUM)) {
            // Metadata of operators is asked for so often that a million keys only repeat what fewer show.
            int count = kind == FileKind.OPERATOR_METADATA_V1 ? 200_000 : 1_000_000;
            replace(kind, count + " keys", () -> "v1\n" + keys(count));
            replace(kind, "a million objects", () -> "v1\n[" + "{},".repeat(1_000_000) + "{}]");
            replace(kind, "20 million characters", () -> "v1\n{\"id\":\"" + "a".repeat(20_000_000) + "\"}");
            replace(kind, "lines without end", () -> "v1\n" + "\n".repeat(3_000_000));
        }
        replace(
                FileKind.OFFSETS_V1,
                "four lines of four million characters",
                () -> "v1\n\n" + ("[" + "{},".repeat(1_300_000) + "{}]\n").repeat(4));
        replace(
                FileKind.OPERATOR_METADATA_V1,
                "20 million characters of objects",
                () -> "v1\n{\"x\":[" + "{},".repeat(6_000_000) + "{}]}");
        replace(
                FileKind.OPERATOR_METADATA_V2,
                "variables without end",
                () -> edit(FileKind.OPERATOR_METADATA_V2, "\\[\\{", "[" + "{},".repeat(300_000) + "{"));
    }

    private static String keys(int count) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < count; i++) {
            json.append("\"k").append(i).append("\":0,");
        }
        return json.append("\"k\":0}").toString();
    }

    private static void logs() {
        claim(FileKind.OFFSETS_V1, "batches without number", HUGE_ID, copy -> copy.with(
                        "offsets/" + HUGE_ID, copy.bytes("offsets/4"))
                .with("commits/" + HUGE_ID, copy.bytes("commits/4")));
        claim(
                FileKind.OFFSETS_V1,
                "a plan far in the future",
                HUGE_ID,
                copy -> copy.with("offsets/" + HUGE_ID, copy.bytes("offsets/4")));
        claim(FileKind.OFFSETS_V1, "numbers that are none", "", copy -> copy.with("offsets/9223372036854775807", "v1")
                .with("offsets/99999999999999999999999", "v1")
                .with("commits/-1", "v1")
                .with("commits/00", "v1"));
        claim(
                FileKind.OFFSETS_V1,
                "an end of the source far in the future",
                "sources/0/5",
                copy -> copy.with(
                        "offsets/4",
                        copy.text("offsets/4").replace("{\"logOffset\":4}", "{\"logOffset\":9223372036854775807}")));
        claim(FileKind.OFFSETS_V1, "two thousand million partitions", "state/0", copy -> copy.with(
                        "offsets/4",
                        copy.text("offsets/4").replaceAll("(shuffle\\.partitions\":\")\\d+", "$12147483647"))
                .without(METADATA));
        claim(
                FileKind.FILE_SOURCE_LOG,
                "an entry far in the future",
                "",
                copy -> copy.with("sources/0/" + HUGE_ID, copy.bytes("sources/0/4")));
        claim(FileKind.FILE_SOURCE_LOG, "compactions far apart", "sources/0", copy -> copy.with(
                        "sources/0/" + HUGE_ID + ".compact", copy.bytes("sources/0/4"))
                .with("sources/0/2147483646.compact", copy.bytes("sources/0/4")));
        claim(
                FileKind.FILE_SOURCE_LOG_COMPACT,
                "nothing but a compaction far in the future",
                "",
                copy -> copy.with("sources/0/" + HUGE_ID + ".compact", "v1"));
        claim(
                FileKind.COMMIT_V2,
                "an id that leads elsewhere",
                "commits/4",
                copy -> copy.with(
                        "commits/4", copy.text("commits/4").replaceFirst("\\[\\[\"[^\"]*\"", "[[\"../../x\"")));
        claim(
                FileKind.COMMIT_V2,
                "an empty id",
                "commits/4",
                copy -> copy.with("commits/4", copy.text("commits/4").replaceFirst("\\[\\[\"[^\"]*\"", "[[\"\"")));
        claim(
                FileKind.COMMIT_V2,
                "the id of another version",
                "state/0/0/5_",
                copy -> copy.with("commits/4", copy.bytes("commits/3")));
    }

    private static void operators() {
        for (String count : List.of("2147483647", "999999999999999999999", "-1", "0", "1000001", "1e9", "\"2\"")) {
            replace(
                    FileKind.OPERATOR_METADATA_V1,
                    count + " partitions",
                    () -> edit(FileKind.OPERATOR_METADATA_V1, "(numPartitions\":)\\d+", "$1" + count));
        }
        replace(
                FileKind.OPERATOR_METADATA_V1,
                "as many partitions as are allowed",
                () -> edit(FileKind.OPERATOR_METADATA_V1, "(numPartitions\":)\\d+", "$11000000"),
                "state/0");
        claim(FileKind.OPERATOR_METADATA_V1, "twenty operators of a million partitions", "state/0", copy -> {
            for (int id = 0; id < 20; id++) {
                copy.with("state/" + id + "/_metadata/metadata", operator(id, 4, 1_000_000, "s"))
                        .with("state/" + id + "/0/1.delta", copy.bytes("state/0/0/1.delta"));
            }
        });
        replace(
                FileKind.OPERATOR_METADATA_V1,
                "ten thousand stores of a million partitions",
                () -> operator(0, 10_000, 1_000_000, "s"));
        replace(FileKind.OPERATOR_METADATA_V1, "a hundred thousand stores", () -> operator(0, 100_000, 1, "s"));
        for (String name : List.of("../../x", "..", ".", "", "/", "a/../../b", "a\\u0000b", "x".repeat(100_000))) {
            replace(
                    FileKind.OPERATOR_METADATA_V1,
                    "a store named " + name.substring(0, Math.min(9, name.length())),
                    () -> operator(0, 1, 2, name),
                    "state/0");
        }
        for (String uri : List.of("/..", "file:/x/../../y", "\\u0000", "", "/")) {
            claim(
                    FileKind.OPERATOR_METADATA_V2,
                    "a schema at " + uri,
                    "state/0/",
                    copy -> copy.with(
                            "state/0/_metadata/v2/0",
                            copy.text("state/0/_metadata/v2/0")
                                    .replaceAll(
                                            "(stateSchemaFilePaths\":\\[\")[^\"]*", "$1" + uri.replace("\\", "\\\\"))));
        }
        claim(FileKind.OPERATOR_METADATA_V1, "operators without files", "", copy -> copy.with("state/7/x", "")
                .with("state/8/_metadata/x", "")
                .with("state/9/0/x", "")
                .with("state/" + HUGE_ID + "/" + HUGE_ID + "/x", "")
                .with("state/9/12345678901234567890123/x", ""));
    }

    private static String operator(int id, int stores, int partitions, String name) {
        StringBuilder json = new StringBuilder("v1\n{\"operatorInfo\":{\"operatorId\":" + id
                + ",\"operatorName\":\"stateStoreSave\"},\"stateStoreInfo\":[");
        for (int i = 0; i < stores; i++) {
            json.append(i == 0 ? "" : ",")
                    .append("{\"storeName\":\"")
                    .append(stores == 1 ? name : name + i)
                    .append("\",\"numColsPrefixKey\":0,\"numPartitions\":")
                    .append(partitions)
                    .append('}');
        }
        return json.append("]}").toString();
    }

    private static void schemas() {
        String column = "{\"name\":\"a\",\"nullable\":true,\"metadata\":{},\"type\":";
        String struct = "{\"type\":\"struct\",\"fields\":[";
        String deep = (struct + column).repeat(10_000) + "\"long\"" + "}]}".repeat(10_000);
        String deepest = (struct + column).repeat(60) + "\"long\"" + "}]}".repeat(60);
        String many = struct + (column + "\"long\"},").repeat(10_000) + column + "\"long\"}]}";
        String some = struct + (column + "\"long\"},").repeat(500) + column + "\"long\"}]}";
        String array = struct + column + "{\"type\":\"array\",\"containsNull\":true,\"elementType\":".repeat(45)
                + "\"long\"" + "}".repeat(45) + "}]}";
        String decimal = struct + column + "\"decimal(2147483647,2147483647)\"}]}";
        String own = struct + column
                + "{\"type\":\"udt\",\"class\":\"x\",\"sqlType\":{\"type\":\"udt\",\"sqlType\":\"udt\"}}}]}";
        for (String schema : List.of(deep, many, decimal, own, "", "{}", "[]", "\"long\"", "null", struct + "]}")) {
            String what = schema.substring(0, Math.min(60, schema.length())) + " of " + schema.length();
            for (FileKind kind : List.of(FileKind.STATE_SCHEMA_V1, FileKind.STATE_SCHEMA_V2)) {
                claim(kind, "key " + what, "state/0", copy -> copy.with(SCHEMA, schema(schema, decimal)));
                String named = schema.equals(struct + "]}") ? "" : "state/0";
                claim(kind, "value " + what, named, copy -> copy.with(SCHEMA, schema(struct + "]}", schema)));
            }
        }
        for (String schema : List.of(deepest, array, some)) {
            claim(
                    FileKind.STATE_SCHEMA_V2,
                    "strange but sound of " + schema.length(),
                    "state/0",
                    copy -> copy.with(SCHEMA, schema(schema, schema)));
        }
        claim(
                FileKind.STATE_SCHEMA_V2,
                "chunks without number",
                SCHEMA,
                copy -> copy.with(SCHEMA, bytes(out -> {
                    out.writeUTF("v2");
                    out.writeInt(Integer.MAX_VALUE);
                })));
        for (int count : new int[] {Integer.MAX_VALUE, -1, 1_000_000}) {
            claim(
                    FileKind.STATE_SCHEMA_V3,
                    count + " families",
                    FileKind.STATE_SCHEMA_V3.path(),
                    copy -> copy.with(FileKind.STATE_SCHEMA_V3.path(), bytes(out -> {
                        out.writeUTF("v3");
                        out.writeInt(count);
                        out.write(new byte[1_000_000]);
                    })));
        }
        for (String layout : List.of(
                "{\"keyStateEncoderType\":\"PrefixKeyScanStateEncoderSpec\",\"numColsPrefixKey\":30000}",
                "{\"keyStateEncoderType\":\"PrefixKeyScanStateEncoderSpec\",\"numColsPrefixKey\":-1}",
                "{\"keyStateEncoderType\":\"RangeKeyScanStateEncoderSpec\",\"orderingOrdinals\":[]}",
                "{\"keyStateEncoderType\":\"RangeKeyScanStateEncoderSpec\",\"orderingOrdinals\":[0,0,5,30000]}",
                "{\"keyStateEncoderType\":\"x\"}",
                "[]")) {
            claim(
                    FileKind.STATE_SCHEMA_V3,
                    "keys laid out as " + layout,
                    "state/0",
                    copy -> copy.with(FileKind.STATE_SCHEMA_V3.path(), bytes(out -> {
                        out.writeUTF("v3");
                        out.writeInt(1);
                        out.writeUTF("default");
                        out.writeShort(0);
                        chunk(out, struct + column + "\"string\"}]}");
                        out.writeShort(0);
                        chunk(out, struct + column + "\"string\"}]}");
                        chunk(out, layout);
                        chunk(out, "{    }");
                    })));
        }
    }

    private static byte[] schema(String key, String value) {
        return bytes(out -> {
            out.writeUTF("v2");
            chunk(out, key);
            chunk(out, value);
        });
    }

    private static void chunk(DataOutputStream out, String ascii) throws IOException {
        out.writeInt((ascii.length() + 65_534) / 65_535);
        for (int start = 0; start < ascii.length(); start += 65_535) {
            out.writeUTF(ascii.substring(start, Math.min(ascii.length(), start + 65_535)));
        }
    }

    /** Directories that hold other things than they should. */
    private static void names() {
        claim(FileKind.DELTA, "absurd versions", "", copy -> copy.with(
                        "state/0/0/9223372036854775807.delta", copy.bytes("state/0/0/5.delta"))
                .with("state/0/0/" + HUGE_ID + ".snapshot", copy.bytes("state/0/0/5.delta"))
                .with("state/0/0/9999999999999999999.delta", "x")
                .with("state/0/0/-5.delta", "x")
                .with("state/0/0/7_x.delta", "x")
                .with("state/0/0/.delta", "x"));
        claim(FileKind.DELTA, "unrelated files", "", copy -> copy.with("state/0/0/README.md", "x")
                .with("state/0/0/a/b/c", "x")
                .with("state/0/0/5.zip", "x")
                .with("state/0/0/5.delta.delta", "x")
                .with("state/0/x/y", "x")
                .with("state/x", "x"));
        claim(FileKind.DELTA, "many files", "", copy -> {
            for (int i = 0; i < 20_000; i++) {
                copy.with("state/0/0/" + i + ".x", "");
            }
        });
        claim(FileKind.DELTA, "directories in place of files", "state/0/0/5.delta", copy -> copy.without(
                        "state/0/0/5.delta")
                .with("state/0/0/5.delta/x", "x"));
        claim(FileKind.ZIP, "absurd versions", "", copy -> copy.with(
                        "state/0/0/" + HUGE_ID + ".zip", copy.bytes("state/0/0/5.changelog"))
                .with("state/0/0/" + HUGE_ID + ".changelog", copy.bytes("state/0/0/5.changelog")));
    }

    private static void snapshots() {
        String path = FileKind.ZIP.path();
        for (String name : List.of("../x", "/x", "C:\\x", "a/b", "..", ".", "", "a\0b", "x".repeat(60_000))) {
            claim(
                    FileKind.ZIP,
                    "an entry " + name.substring(0, Math.min(10, name.length())),
                    path,
                    copy -> copy.withoutChecksums(path).with(path, zip(zip -> {
                        zip.putNextEntry(new ZipEntry(name));
                        zip.write('x');
                    })));
        }
        claim(FileKind.ZIP, "the same entry twice", path, copy -> copy.with(path, twice()));
        claim(
                FileKind.ZIP,
                "entries without number",
                path,
                copy -> copy.with(path, zip(zip -> {
                    for (int i = 0; i < 5_000; i++) {
                        zip.putNextEntry(new ZipEntry("e" + i));
                    }
                })));
        for (String entry : List.of("metadata", "000001.log")) {
            claim(
                    FileKind.ZIP,
                    "300 MB in " + entry,
                    path,
                    copy -> copy.with(path, zip(zip -> {
                        zip.putNextEntry(new ZipEntry(entry));
                        byte[] zeros = new byte[1 << 20];
                        for (int i = 0; i < 300; i++) {
                            zip.write(zeros);
                        }
                    })));
        }
        String sst = "{\"localFileName\":\"1.sst\",\"dfsSstFileName\":\"%s\",\"sizeBytes\":%s}";
        for (String file : List.of(
                sst.formatted("../../x", "1"),
                sst.formatted("/x", "1"),
                sst.formatted("", "1"),
                sst.formatted("x\\u0000", "1"),
                sst.formatted("missing.sst", "9223372036854775807"),
                sst.formatted("1.sst", "-1"),
                sst.formatted("1.sst", "1") + "," + sst.formatted("1.sst", "1"))) {
            metadata("{\"sstFiles\":[" + file + "],\"numKeys\":4}");
        }
        metadata("{\"sstFiles\":[" + "{},".repeat(2_000_000) + "{}],\"numKeys\":4}");
        metadata("{\"sstFiles\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}");
        metadata(
                "{\"sstFiles\":[],\"numKeys\":0,\"columnFamilyMapping\":{\"default\":2147483647},\"maxColumnFamilyId\":-1}");
        metadata(
                "{\"sstFiles\":[],\"numKeys\":0,\"columnFamilyMapping\":{\"a\":1,\"b\":1},\"maxColumnFamilyId\":40000}");
    }

    private static void metadata(String json) {
        String path = FileKind.ZIP.path();
        claim(
                FileKind.ZIP,
                "metadata " + json.substring(0, Math.min(90, json.length())),
                path.substring(0, 9),
                copy -> copy.with(path, zip(zip -> {
                    zip.putNextEntry(new ZipEntry("metadata"));
                    zip.write(("v1\n" + json).getBytes(StandardCharsets.UTF_8));
                })));
    }

    private static byte[] twice() {
        String text = new String(
                zip(zip -> {
                    zip.putNextEntry(new ZipEntry("CURRENT"));
                    zip.putNextEntry(new ZipEntry("CURRENX"));
                }),
                StandardCharsets.ISO_8859_1);
        return text.replace("CURRENX", "CURRENT").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** What stands below the compression. */
    private static void records() {
        for (FileKind kind : List.of(FileKind.DELTA, FileKind.SNAPSHOT, FileKind.CHANGELOG_V1)) {
            for (int length : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -2, 1 << 30}) {
                state(kind, "a key of " + length, out -> out.writeInt(length));
                state(kind, "a value of " + length, out -> {
                    out.writeInt(0);
                    out.writeInt(length);
                });
            }
            state(kind, "a key and a value of 60 MB", out -> {
                for (int i = 0; i < 2; i++) {
                    out.writeInt(60 << 20);
                    zeros(out, 60);
                }
            });
        }
        state(FileKind.DELTA, "rows of 15 MB", out -> {
            for (int i = 0; i < 4; i++) {
                out.writeInt(8);
                out.writeLong(i);
                out.writeInt(15 << 20);
                zeros(out, 15);
            }
        });
        state(FileKind.SNAPSHOT, "a million empty keys", out -> zeros(out, 8));
        for (FileKind kind : List.of(FileKind.CHANGELOG_V3, FileKind.CHANGELOG_V4)) {
            for (String lineage : List.of(
                    "[" + "{\"version\":5,\"checkpointUniqueId\":\"a\"},".repeat(1_000)
                            + "{\"version\":5,\"checkpointUniqueId\":\"a\"}]",
                    "[{\"version\":9223372036854775807,\"checkpointUniqueId\":\"a\"}]",
                    "[{\"version\":-1,\"checkpointUniqueId\":\"a\"}]",
                    "[{\"version\":1,\"checkpointUniqueId\":\"../../x\"}]",
                    "[".repeat(30_000))) {
                state(kind, "lineage " + lineage.substring(0, Math.min(60, lineage.length())), out -> {
                    out.writeUTF(kind == FileKind.CHANGELOG_V3 ? "v3" : "v4");
                    out.writeUTF(lineage);
                    out.writeInt(-1);
                });
            }
        }
        state(FileKind.CHANGELOG_V2, "a changelog of the future", out -> out.writeUTF("v999999999"));
        claim(FileKind.CHANGELOG_V3, "a lineage that leads back to itself", "state/0/0/5_", copy -> {
            String path = FileKind.CHANGELOG_V3.path();
            String id = path.substring(path.indexOf('_') + 1, path.indexOf(".changelog"));
            copy.withoutChecksums(path).with(path, compressed(out -> {
                out.writeUTF("v3");
                out.writeUTF("[{\"version\":5,\"checkpointUniqueId\":\"" + id + "\"}]");
                out.writeInt(-1);
            }));
        });
    }

    private static void zeros(DataOutputStream out, int megabytes) throws IOException {
        byte[] megabyte = new byte[1 << 20];
        for (int i = 0; i < megabytes; i++) {
            out.write(megabyte);
        }
    }

    private static void state(FileKind kind, String what, Plain plain) {
        claim(kind, what, kind.path(), copy -> copy.withoutChecksums(kind.path())
                .with(kind.path(), compressed(plain)));
    }

    private static void claim(FileKind kind, String what, String named, Consumer<DamagedCopy> damage) {
        CASES.add(new Case(kind, what, named, damage));
    }

    private static void replace(FileKind kind, String what, Supplier<String> text) {
        replace(kind, what, text, kind.path());
    }

    private static void replace(FileKind kind, String what, Supplier<String> text, String named) {
        claim(kind, what, named, copy -> copy.withoutChecksums(kind.path()).with(kind.path(), text.get()));
    }

    private static String edit(FileKind kind, String pattern, String replacement) {
        return kind.checkpoint().text(kind.path()).replaceAll(pattern, replacement);
    }

    private interface Plain {
        void writeTo(DataOutputStream out) throws IOException;
    }

    private interface Entries {
        void writeTo(ZipOutputStream zip) throws IOException;
    }

    private static byte[] bytes(Plain plain) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            plain.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] compressed(Plain plain) {
        return bytes(out -> {
            try (OutputStream compressed = CompressionCodec.LZ4.compress(out);
                    DataOutputStream data = new DataOutputStream(compressed)) {
                plain.writeTo(data);
            }
        });
    }

    private static byte[] zip(Entries entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        assertThatCode(() -> {
                    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
                        entries.writeTo(zip);
                    }
                })
                .doesNotThrowAnyException();
        return bytes.toByteArray();
    }
}
