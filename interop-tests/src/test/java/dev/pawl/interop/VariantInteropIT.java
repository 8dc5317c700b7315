package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.row.Row;
import dev.pawl.checkpoint.row.RowEncoder;
import dev.pawl.checkpoint.row.RowJsonPrinter;
import dev.pawl.checkpoint.row.VariantValue;
import dev.pawl.checkpoint.type.LeafType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.spark.types.variant.Variant;
import org.apache.spark.types.variant.VariantBuilder;
import org.junit.jupiter.api.Test;

class VariantInteropIT {
    private static final StructType SCHEMA = StructType.of(StructField.nullable("v", LeafType.VARIANT));
    private static final List<ZoneId> ZONES =
            List.of(ZoneId.of("UTC"), ZoneId.of("Europe/Paris"), ZoneId.of("America/St_Johns"));

    @Test
    void documentsArePrintedLikeSparkPrintsThem() throws Exception {
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            StringBuilder json = new StringBuilder();
            document(random, 4, json);
            check(VariantBuilder.parseJson(json.toString(), false));
        }
        check(VariantBuilder.parseJson("[" + "1,".repeat(70_000) + "\"" + "long ".repeat(1000) + "\"]", false));
    }

    @Test
    void scalarsArePrintedLikeSparkPrintsThem() throws Exception {
        Random random = new Random(8);
        for (int i = 0; i < 200; i++) {
            long number = random.nextLong() >> random.nextInt(64);
            checkScalar(builder -> builder.appendLong(number));
            checkScalar(builder -> builder.appendDate((int) number));
            checkScalar(builder -> builder.appendTimestamp(number));
            checkScalar(builder -> builder.appendTimestampNtz(number));
            checkScalar(builder -> builder.appendDouble(Double.longBitsToDouble(number)));
            checkScalar(builder -> builder.appendFloat(Float.intBitsToFloat((int) number)));
            checkScalar(builder -> builder.appendDecimal(BigDecimal.valueOf(number, random.nextInt(20))));
            checkScalar(builder ->
                    builder.appendBinary(Long.toString(number).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
            checkScalar(builder -> builder.appendUuid(new UUID(number, ~number)));
        }
        checkScalar(builder -> builder.appendFloat(Float.NaN));
        checkScalar(builder -> builder.appendDouble(Double.NEGATIVE_INFINITY));
    }

    private static void checkScalar(Consumer<VariantBuilder> append) throws Exception {
        VariantBuilder builder = new VariantBuilder(false);
        append.accept(builder);
        check(builder.result());
    }

    private static void check(Variant variant) throws Exception {
        byte[] row = RowEncoder.of(SCHEMA)
                .encode(Row.of(new VariantValue(Bytes.wrap(variant.getValue()), Bytes.wrap(variant.getMetadata()))));
        for (ZoneId zone : ZONES) {
            JsonBuffer out = new JsonBuffer();
            RowJsonPrinter.of(SCHEMA, zone).print(row, out);

            assertThat(out.toString()).isEqualTo("{\"v\":" + variant.toJson(zone) + "}");
        }
    }

    private static void document(Random random, int depth, StringBuilder out) {
        switch (random.nextInt(depth == 0 ? 5 : 8)) {
            case 0 -> out.append(random.nextLong() >> random.nextInt(64));
            case 1 -> out.append(random.nextDouble() * Math.pow(10, random.nextInt(40) - 20));
            case 2 -> out.append(random.nextBoolean());
            case 3 -> out.append("null");
            case 4 ->
                out.append("\"text ☃ \\n\\\" ")
                        .append("y".repeat(random.nextInt(80)))
                        .append('"');
            case 5 -> {
                out.append('[');
                for (int i = random.nextInt(5); i >= 0; i--) {
                    document(random, depth - 1, out);
                    out.append(i > 0 ? "," : "");
                }
                out.append(']');
            }
            default -> {
                out.append('{');
                for (int i = random.nextInt(5); i >= 0; i--) {
                    out.append("\"n").append(random.nextInt(1000) * 10 + i).append("\":");
                    document(random, depth - 1, out);
                    out.append(i > 0 ? "," : "");
                }
                out.append('}');
            }
        }
    }
}
