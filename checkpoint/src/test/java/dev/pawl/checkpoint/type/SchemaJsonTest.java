package dev.pawl.checkpoint.type;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.json.JsonProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaJsonTest {
    @Test
    void aSchemaIsWrittenAsItWasRead() throws Exception {
        String json = "{\"type\":\"struct\",\"fields\":[{\"name\":\"window\",\"type\":{\"type\":\"struct\",\"fields\":["
                + "{\"name\":\"start\",\"type\":\"timestamp\",\"nullable\":true,\"metadata\":{}}]},\"nullable\":false,"
                + "\"metadata\":{\"spark.timeWindow\":true,\"spark.watermarkDelayMs\":10000}},{\"name\":\"m\",\"type\":"
                + "{\"type\":\"map\",\"keyType\":\"string\",\"valueType\":\"decimal(38,18)\",\"valueContainsNull\":true},"
                + "\"nullable\":true,\"metadata\":{}}]}";

        assertThat(SchemaJson.format(SchemaJson.parse(json))).isEqualTo(json);
    }

    @Test
    void aCollationBelongsToTheType() throws Exception {
        StructType schema = StructType.of(
                StructField.nullable("t", new ArrayType(new StringType("UNICODE"), true)),
                StructField.nullable("s", new StringType("UTF8_LCASE")));

        assertThat(SchemaJson.format(schema))
                .contains("\"metadata\":{\"__COLLATIONS\":{\"t.element\":\"icu.UNICODE\"}}")
                .contains(
                        "\"type\":\"string\",\"nullable\":true,\"metadata\":{\"__COLLATIONS\":{\"s\":\"spark.UTF8_LCASE\"}}");
        assertThat(SchemaJson.parse(SchemaJson.format(schema))).isEqualTo(schema);
    }

    @Test
    void aUserDefinedTypeIsStoredAsItsSqlType() throws Exception {
        String json = "{\"type\":\"struct\",\"fields\":[{\"name\":\"u\",\"type\":{\"type\":\"udt\",\"class\":\"a.B\","
                + "\"pyClass\":null,\"sqlType\":{\"type\":\"array\",\"elementType\":\"double\",\"containsNull\":false}},"
                + "\"nullable\":true,\"metadata\":{}}]}";

        assertThat(SchemaJson.parse(json).field(0).type().stored()).isEqualTo(new ArrayType(LeafType.DOUBLE, false));
        assertThat(SchemaJson.format(SchemaJson.parse(json))).isEqualTo(json);
    }

    @Test
    void nullableAndMetadataMayBeMissing() throws Exception {
        assertThat(SchemaJson.parse("{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\"}]}"))
                .isEqualTo(StructType.of(StructField.nullable("a", LeafType.LONG)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\"long\"",
                "[]",
                "{\"type\":\"struct\"}",
                "{\"type\":\"struct\",\"fields\":[1]}",
                "{\"type\":\"struct\",\"fields\":[{\"type\":\"long\"}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\"}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"money\"}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"decimal(99999999999,0)\"}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"decimal(39,0)\"}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\",\"nullable\":1}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\",\"metadata\":[]}]}",
                "{\"type\":\"struct\",\"fields\":[{\"name\":\"a\",\"type\":\"long\",\"extra\":1}]}"
            })
    void whatIsNotASchemaIsRefused(String json) {
        assertThatThrownBy(() -> SchemaJson.parse(json)).isInstanceOf(JsonProblem.class);
    }

    @Test
    void absurdNestingIsRefused() {
        String json = "{\"type\":\"array\",\"elementType\":".repeat(100_000);

        assertThatThrownBy(() -> SchemaJson.parse(json)).isInstanceOf(JsonProblem.class);
    }
}
