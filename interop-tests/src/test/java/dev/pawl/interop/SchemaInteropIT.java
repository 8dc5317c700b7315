package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.row.RowGenerator;
import dev.pawl.checkpoint.type.SchemaJson;
import dev.pawl.checkpoint.type.StructType;
import org.apache.spark.sql.types.DataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaInteropIT {
    @Test
    void schemasHaveTheTextThatSparkWrites() throws Exception {
        for (int seed = 0; seed < 500; seed++) {
            StructType schema = new RowGenerator(seed).schema();
            String json = SchemaJson.format(schema);

            assertThat(json).isEqualTo(DataType.fromJson(json).json());
            assertThat(SchemaJson.parse(json)).isEqualTo(schema);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"void\"",
                "\"null\"",
                "\"boolean\"",
                "\"byte\"",
                "\"short\"",
                "\"integer\"",
                "\"long\"",
                "\"float\"",
                "\"double\"",
                "\"decimal\"",
                "\"decimal(38,18)\"",
                "\"decimal( 10 , 2 )\"",
                "\"string\"",
                "\"binary\"",
                "\"date\"",
                "\"timestamp\"",
                "\"timestamp_ltz\"",
                "\"timestamp_ntz\"",
                "\"time(0)\"",
                "\"time(6)\"",
                "\"interval\"",
                "\"interval year\"",
                "\"interval month\"",
                "\"interval year to month\"",
                "\"interval day\"",
                "\"interval hour to second\"",
                "\"interval day to second\"",
                "\"variant\"",
                "\"char(3)\"",
                "\"varchar(300)\"",
                "\"geometry(OGC:CRS84)\"",
                "\"geography(OGC:CRS84, SPHERICAL)\"",
                "\"string collate UNICODE\"",
                "\"string collate UTF8_LCASE\"",
                "{\"type\":\"array\",\"elementType\":\"string collate UNICODE_CI\",\"containsNull\":false}",
                "{\"type\":\"map\",\"keyType\":\"string collate UTF8_LCASE\",\"valueType\":{\"type\":\"array\","
                        + "\"elementType\":\"string collate de\",\"containsNull\":true},\"valueContainsNull\":true}",
                "{\"type\":\"udt\",\"pyClass\":\"a.B\",\"serializedClass\":\"x\",\"sqlType\":\"long\"}"
            })
    void everyTypeIsWrittenAsSparkWritesIt(String type) throws Exception {
        String json = "{\"type\":\"struct\",\"fields\":[{\"name\":\"c\",\"type\":" + type
                + ",\"nullable\":false,\"metadata\":{\"k\":1}}]}";
        String expected = DataType.fromJson(json).json();

        // As trees: Spark writes the entries of metadata in the order of a hash table.
        assertThat(Json.parse(SchemaJson.format(SchemaJson.parse(json)))).isEqualTo(Json.parse(expected));
        assertThat(SchemaJson.format(SchemaJson.parse(expected))).hasSameSizeAs(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"int\"",
                "\"time\"",
                "\"time(7)\"",
                "\"decimal(39,0)\"",
                "\"decimal(5,7)\"",
                "\"interval second to day\"",
                "\"geometry(any)\"",
                "\"\"",
                "1",
                "{\"type\":\"array\",\"elementType\":\"string\"}",
                "{\"type\":\"row\"}"
            })
    void whatSparkRefusesIsRefused(String type) {
        String json = "{\"type\":\"struct\",\"fields\":[{\"name\":\"c\",\"type\":" + type
                + ",\"nullable\":true,\"metadata\":{}}]}";

        assertThatThrownBy(() -> DataType.fromJson(json)).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> SchemaJson.parse(json)).isInstanceOf(JsonProblem.class);
    }
}
