package dev.pawl.engine.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Option;

/** Spark's own {@code from_json} is the oracle: what is decoded here is what it decodes. */
class PlainJsonTest {
    private static final String ZONE = "Europe/Berlin";
    private static final StructType SCHEMA = StructType.fromDDL(
            "s STRING, l BIGINT, i INT, h SMALLINT, t TINYINT, d DOUBLE, b BOOLEAN,"
                    + " m DECIMAL(10,2), day DATE, ts TIMESTAMP, o STRUCT<x: BIGINT, y: STRING, z: STRUCT<w: DOUBLE>>, `größe` STRING");
    private static final int RECORDS = 60_000;

    private final JsonToStructs spark = new JsonToStructs(
            SCHEMA,
            scala.collection.immutable.Map$.MODULE$.empty(),
            new BoundReference(0, DataTypes.StringType, true),
            Option.apply(ZONE),
            false);
    private final PlainJson plain =
            PlainJson.of(SCHEMA, ZoneId.of(ZONE), all -> true).orElseThrow();

    private @Nullable InternalRow decode(String json) {
        // Texts do not begin where their arrays do.
        byte[] bytes = ("  " + json + "}").getBytes(StandardCharsets.UTF_8);
        return plain.decode(bytes, 2, bytes.length - 3);
    }

    private static List<Object> values(@Nullable InternalRow row, StructType schema) {
        List<Object> values = new ArrayList<>();
        if (row == null) {
            return List.of("not plain");
        }
        for (int i = 0; i < schema.length(); i++) {
            Object value = row.isNullAt(i) ? null : row.get(i, schema.apply(i).dataType());
            values.add(
                    value instanceof InternalRow nested
                            ? values(nested, (StructType) schema.apply(i).dataType())
                            : String.valueOf(value));
        }
        return values;
    }

    private List<Object> expected(String json) {
        Object decoded = spark.eval(new GenericInternalRow(new Object[] {UTF8String.fromString(json)}));
        return decoded == null ? List.of("null") : values((InternalRow) decoded, SCHEMA);
    }

    @Test
    void decodesPlainRecordsItself() {
        for (String json : List.of(
                "{}",
                "{\"s\":\"text\",\"l\":-12,\"i\":7,\"h\":-3,\"t\":1,\"d\":12.75,\"b\":true,\"m\":12.5,\"day\":\"2024-02-29\"}",
                " { \"ts\" : \"2026-01-31T12:00:00.123Z\" , \"unknown\" : [1, {\"a\": null}, \"x\\n\"] , \"o\" : {\"x\":1,\"y\":\"\"} }",
                "{\"o\":{\"z\":{\"w\":1e3},\"y\":\"\\u00e4\\t\\\\\"},\"größe\":\"ä€\",\"s\":null,\"ts\":\"2026-07-01 10:00:00\"}",
                "{\"d\":0.1,\"m\":99999999.99,\"l\":999999999999999999,\"ts\":\"2026-01-31T12:00:00+02:00\"}")) {
            InternalRow decoded = decode(json);
            assertThat(values(decoded, SCHEMA)).as(json).isEqualTo(expected(json));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}}x",
                "{\"s\":1}",
                "{\"l\":1.0}",
                "{\"l\":01}",
                "{\"i\":2147483648}",
                "{\"t\":128}",
                "{\"m\":1.234}",
                "{\"m\":123456789.1}",
                "{\"b\":\"true\"}",
                "{\"b\":True}",
                "{\"day\":\"2023-02-29\"}",
                "{\"ts\":\"nonsense\"}",
                "{\"d\":NaN}",
                "{\"d\":\"NaN\"}",
                "{\"d\":-0.0}",
                "{'s':'x'}",
                "{\"s\":\"a\",\"s\":\"b\"}",
                "{\"s\":\"\\ud83d\\ude00\"}",
                "{\"s\":\"\\x\"}",
                "{\"s\":\"a\tb\"}",
                "{\"u\":\"\\x\",\"l\":1}",
                "{\"u\":[1,],\"l\":1}",
                "{\"l\":1,}",
                "{\"l\":1 \"s\":\"x\"}",
                "{\"o\":[]}",
                "{\"l\":1} {\"l\":2}"
            })
    void leavesTheRestToSpark(String json) {
        assertThat(decode(json)).isNull();
    }

    @Test
    void refusesInvalidUtf8() {
        byte[] bytes = "{\"s\":\"a?b\"}".getBytes(StandardCharsets.UTF_8);
        bytes[7] = (byte) 0xC3;
        assertThat(plain.decode(bytes, 0, bytes.length)).isNull();
    }

    @Test
    void knowsWhichSchemasItCanDecode() {
        for (String schema :
                List.of("a FLOAT", "a ARRAY<INT>", "a STRUCT<b: BINARY>", "a VARIANT", "a TIMESTAMP_NTZ")) {
            assertThat(PlainJson.of(StructType.fromDDL(schema), ZoneId.of("UTC"), all -> true))
                    .as(schema)
                    .isEmpty();
        }
    }

    @Test
    void givesWhatSparkGives() {
        Random random = new Random(4711);
        JsonWriter writer = new JsonWriter(random);
        int decodedCount = 0;
        for (int i = 0; i < RECORDS; i++) {
            String json = writer.record();
            if (random.nextInt(3) == 0) {
                json = writer.broken(json);
            }
            InternalRow decoded = decode(json);
            if (decoded != null) {
                decodedCount++;
                assertThat(values(decoded, SCHEMA)).as(json).isEqualTo(expected(json));
                assertThat(values(decoded.copy(), SCHEMA)).as(json).isEqualTo(expected(json));
            }
        }
        assertThat(decodedCount).isGreaterThan(RECORDS / 5);
    }

    @Test
    void whatNobodyAsksForChangesNothing() {
        Random random = new Random(1147);
        JsonWriter writer = new JsonWriter(random);
        int passedOver = 0;
        for (int i = 0; i < RECORDS; i++) {
            String json = writer.record();
            if (random.nextInt(3) == 0) {
                json = writer.broken(json);
            }
            int wanted = random.nextInt(1 << SCHEMA.length());
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            InternalRow decoded = PlainJson.of(SCHEMA, ZoneId.of(ZONE), field -> (wanted >> field & 1) == 1)
                    .orElseThrow()
                    .decode(bytes, 0, bytes.length);
            if (decoded == null) {
                continue;
            }
            passedOver += decode(json) == null ? 1 : 0;
            List<Object> found = values(decoded, SCHEMA);
            List<Object> expected = expected(json);
            for (int field = 0; field < SCHEMA.length(); field++) {
                if ((wanted >> field & 1) == 1) {
                    assertThat(found.get(field)).as(json).isEqualTo(expected.get(field));
                }
            }
        }
        assertThat(passedOver).as("records of which another field is not plain").isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\\\"b\":1,\"c\":2}",
                "{\"a\":1,\"c\":2}",
                "{\"c\":2,\"a\\\"b\":1}",
                "{\"c\" : 2}",
                "{\"cc\":3,\"c\":2,\"\":1}",
                "{\"c\":2,\"ä\":5}"
            })
    void findsNamesThatAreWrittenInSeveralWays(String json) {
        StructType schema = StructType.fromDDL("`a\"b` INT, c INT, `ä` INT, cc INT");
        Object expected = new JsonToStructs(
                        schema,
                        scala.collection.immutable.Map$.MODULE$.empty(),
                        new BoundReference(0, DataTypes.StringType, true),
                        Option.apply(ZONE),
                        false)
                .eval(new GenericInternalRow(new Object[] {UTF8String.fromString(json)}));
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        InternalRow decoded =
                PlainJson.of(schema, ZoneId.of(ZONE), all -> true).orElseThrow().decode(bytes, 0, bytes.length);
        if (decoded != null) {
            assertThat(values(decoded, schema)).isEqualTo(values((InternalRow) expected, schema));
        }
        assertThat(decoded == null).as("left to Spark").isEqualTo(json.contains("\\"));
    }
}
