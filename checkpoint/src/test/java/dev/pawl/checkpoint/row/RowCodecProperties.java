package dev.pawl.checkpoint.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.type.SchemaJson;
import dev.pawl.checkpoint.type.StructType;
import java.time.ZoneOffset;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class RowCodecProperties {
    @Property(tries = 2000)
    void whatIsEncodedIsDecoded(@ForAll long seed) throws Exception {
        RowGenerator generator = new RowGenerator(seed);
        StructType schema = generator.schema();
        RowEncoder encoder = RowEncoder.of(schema);
        RowDecoder decoder = RowDecoder.of(schema);

        for (int i = 0; i < 3; i++) {
            Row row = generator.row(schema);
            byte[] bytes = encoder.encode(row);

            assertThat(decoder.decode(bytes)).isEqualTo(row);
            assertThat(bytes.length % 8).isZero();
        }
    }

    @Property(tries = 1000)
    void aRowIsFoundInTheMiddleOfOtherBytes(@ForAll long seed) throws Exception {
        RowGenerator generator = new RowGenerator(seed);
        StructType schema = generator.schema();
        Row row = generator.row(schema);
        byte[] bytes = RowEncoder.of(schema).encode(row);
        byte[] around = new byte[bytes.length + 7];
        java.util.Arrays.fill(around, (byte) 0xff);
        System.arraycopy(bytes, 0, around, 3, bytes.length);

        JsonBuffer alone = new JsonBuffer();
        JsonBuffer inside = new JsonBuffer();
        RowJsonPrinter printer = RowJsonPrinter.of(schema, ZoneOffset.UTC);
        printer.print(bytes, alone);
        printer.print(around, 3, bytes.length, inside);

        assertThat(RowDecoder.of(schema).decode(around, 3, bytes.length)).isEqualTo(row);
        assertThat(inside.toString()).isEqualTo(alone.toString());
    }

    @Property(tries = 1000)
    void schemasSurviveTheirJson(@ForAll long seed) throws Exception {
        StructType schema = new RowGenerator(seed).schema();

        assertThat(SchemaJson.parse(SchemaJson.format(schema))).isEqualTo(schema);
    }

    @Property(tries = 500)
    void aRowIsPrintedAsOneJsonObject(@ForAll long seed) throws Exception {
        RowGenerator generator = new RowGenerator(seed);
        StructType schema = generator.schema();
        JsonBuffer out = new JsonBuffer();

        RowJsonPrinter.of(schema, ZoneOffset.UTC).print(RowEncoder.of(schema).encode(generator.row(schema)), out);

        // Names repeat in the generated schemas, which a strict parser refuses; a distinct name each keeps the check
        // strict.
        assertThat(Json.parse("[" + distinctNames(out.toString()) + "]").size()).isEqualTo(1);
    }

    private static String distinctNames(String json) {
        java.util.concurrent.atomic.AtomicInteger next = new java.util.concurrent.atomic.AtomicInteger();
        return java.util.regex.Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\":")
                .matcher(json)
                .replaceAll(match -> "\"n" + next.incrementAndGet() + "\":");
    }
}
