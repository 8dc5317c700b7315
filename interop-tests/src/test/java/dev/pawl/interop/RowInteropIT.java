package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.row.PartitionHash;
import dev.pawl.checkpoint.row.Row;
import dev.pawl.checkpoint.row.RowCheck;
import dev.pawl.checkpoint.row.RowDecoder;
import dev.pawl.checkpoint.row.RowEncoder;
import dev.pawl.checkpoint.row.RowGenerator;
import dev.pawl.checkpoint.row.RowJsonPrinter;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.Kind;
import dev.pawl.checkpoint.type.StructType;
import java.io.StringWriter;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.catalyst.plans.physical.HashPartitioning;
import org.apache.spark.sql.catalyst.util.UnsafeRowUtils;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Map$;
import scala.jdk.javaapi.CollectionConverters;

class RowInteropIT {
    private static final long SEED = 20240101;
    private static final int SCHEMAS = 200;
    /** Where Spark compiles code for each. */
    private static final int SCHEMAS_COMPILED = SparkHarness.IS_FULL ? SCHEMAS : 60;

    private static final int ROWS_PER_SCHEMA = 12;

    @Test
    void rowsHaveTheBytesOfSparksProjection() throws Exception {
        for (int i = 0; i < SCHEMAS_COMPILED; i++) {
            RowGenerator generator = new RowGenerator(SEED + i);
            StructType schema = generator.schema();
            SparkRows spark = new SparkRows(schema);
            RowEncoder encoder = RowEncoder.of(schema);
            RowDecoder decoder = RowDecoder.of(schema);
            for (int j = 0; j < ROWS_PER_SCHEMA; j++) {
                Row row = generator.row(schema);
                byte[] expected = spark.encode(row);

                assertThat(hex(encoder.encode(row)))
                        .as("seed %s, %s of %s", SEED + i, row, schema.name())
                        .isEqualTo(hex(expected));
                assertThat(decoder.decode(expected)).isEqualTo(row);
            }
        }
    }

    @Test
    void partitionsAreThoseOfSparksShuffle() throws Exception {
        List<DataType> leaves = without(Kind.VARIANT);
        for (int i = 0; i < SCHEMAS_COMPILED; i++) {
            RowGenerator generator = new RowGenerator(SEED - i, leaves);
            StructType schema = generator.schema();
            UnsafeProjection spark = partitioning(schema, 1000);
            PartitionHash hash = PartitionHash.of(schema);
            RowEncoder encoder = RowEncoder.of(schema);
            for (int j = 0; j < ROWS_PER_SCHEMA; j++) {
                Row row = generator.row(schema);
                byte[] bytes = encoder.encode(row);

                assertThat(hash.partition(bytes, 1000))
                        .as("seed %s, %s of %s", SEED - i, row, schema.name())
                        .isEqualTo(spark.apply(SparkRows.unsafe(bytes, schema.size()))
                                .getInt(0));
            }
        }
    }

    private static UnsafeProjection partitioning(StructType schema, int partitions) {
        List<Expression> columns = new ArrayList<>();
        StructField[] fields = SparkRows.schemaOf(schema).fields();
        for (int i = 0; i < fields.length; i++) {
            columns.add(new BoundReference(i, fields[i].dataType(), true));
        }
        Expression id =
                new HashPartitioning(CollectionConverters.asScala(columns).toSeq(), partitions).partitionIdExpression();
        return UnsafeProjection.create(CollectionConverters.asScala(List.of(id)).toSeq());
    }

    @Test
    void rowsArePrintedLikeSparksJson() throws Exception {
        String[] zones = {"UTC", "Europe/Paris", "America/St_Johns", "Asia/Kathmandu"};
        List<DataType> leaves = without(Kind.TIME);
        for (int i = 0; i < SCHEMAS; i++) {
            RowGenerator generator = new RowGenerator(SEED + i, leaves);
            StructType schema = generator.schema();
            String zone = zones[i % zones.length];
            RowJsonPrinter printer = RowJsonPrinter.of(schema, ZoneId.of(zone));
            RowEncoder encoder = RowEncoder.of(schema);
            for (int j = 0; j < ROWS_PER_SCHEMA; j++) {
                byte[] bytes = encoder.encode(generator.row(schema));
                JsonBuffer out = new JsonBuffer();
                printer.print(bytes, out);

                assertThat(out.toString())
                        .as("seed %s, zone %s, %s", SEED + i, zone, schema.name())
                        .isEqualTo(sparkJson(schema, zone, bytes));
            }
        }
    }

    private static String sparkJson(StructType schema, String zone, byte[] row) {
        StringWriter text = new StringWriter();
        JacksonGenerator generator = new JacksonGenerator(
                SparkRows.schemaOf(schema), text, new JSONOptions(Map$.MODULE$.empty(), zone, "_corrupt_record"));
        generator.write(SparkRows.unsafe(row, schema.size()));
        generator.close();
        return text.toString();
    }

    @Test
    void rowsAreRefusedWhereSparkRefusesThem() {
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < SCHEMAS; i++) {
            RowGenerator generator = new RowGenerator(SEED + i);
            StructType schema = generator.schema();
            byte[] bytes = RowEncoder.of(schema).encode(generator.row(schema));
            RowCheck check = RowCheck.of(schema);
            org.apache.spark.sql.types.StructType sparkSchema = SparkRows.schemaOf(schema);
            for (int j = 0; j < ROWS_PER_SCHEMA && bytes.length > 0; j++) {
                byte[] flipped = bytes.clone();
                if (j > 0) {
                    flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
                boolean refusedBySpark = UnsafeRowUtils.validateStructuralIntegrityWithReason(
                                SparkRows.unsafe(flipped, schema.size()), sparkSchema)
                        .isDefined();

                assertThat(check.reason(flipped, 0, flipped.length).isPresent())
                        .as("%s of %s", hex(flipped), schema.name())
                        .isEqualTo(refusedBySpark);
                refused += refusedBySpark ? 1 : 0;
            }
        }
        assertThat(refused).isGreaterThan(500);
    }

    private static List<DataType> without(Kind kind) {
        return RowGenerator.LEAVES.stream().filter(type -> type.kind() != kind).toList();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.ofDelimiter(" ").formatHex(bytes);
    }
}
