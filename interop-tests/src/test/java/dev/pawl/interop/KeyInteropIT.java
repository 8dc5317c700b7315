package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.entry.MergeDelimiter;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.row.RowEncoder;
import dev.pawl.checkpoint.row.RowGenerator;
import dev.pawl.checkpoint.row.ValueCodec;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.spark.sql.execution.streaming.state.KeyStateEncoderSpec;
import org.apache.spark.sql.execution.streaming.state.NoPrefixKeyStateEncoderSpec;
import org.apache.spark.sql.execution.streaming.state.PrefixKeyScanStateEncoderSpec;
import org.apache.spark.sql.execution.streaming.state.RangeKeyScanStateEncoderSpec;
import org.apache.spark.sql.execution.streaming.state.RocksDBKeyStateEncoder;
import org.apache.spark.sql.execution.streaming.state.RocksDBStateEncoder;
import org.apache.spark.sql.execution.streaming.state.RocksDBValueStateEncoder;
import org.apache.spark.sql.execution.streaming.state.UnsafeRowDataEncoder;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class KeyInteropIT {
    private static final long SEED = 20240102;
    private static final int SCHEMAS = 40;
    private static final int ROWS_PER_SCHEMA = 6;

    @Test
    void keysWithoutPrefixAreThoseOfSpark() throws Exception {
        for (int i = 0; i < SCHEMAS; i++) {
            RowGenerator generator = new RowGenerator(SEED + i);
            StructType schema = generator.schema();
            check(generator, schema, new KeyLayout.NoPrefix(), new NoPrefixKeyStateEncoderSpec(spark(schema)));
        }
    }

    @Test
    void keysWithAPrefixAreThoseOfSpark() throws Exception {
        for (int i = 0; i < SCHEMAS; i++) {
            RowGenerator generator = new RowGenerator(SEED + i);
            StructType schema = generator.schema();
            if (schema.size() > 1) {
                int count = 1 + i % (schema.size() - 1);
                check(
                        generator,
                        schema,
                        new KeyLayout.PrefixScan(count),
                        new PrefixKeyScanStateEncoderSpec(spark(schema), count));
            }
        }
    }

    @Test
    void keysInOrderAreThoseOfSpark() throws Exception {
        Random random = new Random(SEED);
        for (int i = 0; i < SCHEMAS; i++) {
            RowGenerator generator = new RowGenerator(SEED + i);
            StructType schema = withOrderedColumns(generator.schema(), random);
            List<Integer> ordinals = orderedColumns(schema, random);
            List<Object> boxed = new ArrayList<>(ordinals);
            check(
                    generator,
                    schema,
                    new KeyLayout.RangeScan(ordinals),
                    new RangeKeyScanStateEncoderSpec(
                            spark(schema), CollectionConverters.asScala(boxed).toSeq()));
        }
    }

    private static StructType withOrderedColumns(StructType schema, Random random) {
        List<StructField> fields = new ArrayList<>(schema.fields());
        List<DataType> ordered =
                RowGenerator.LEAVES.stream().filter(KeyInteropIT::hasOrder).toList();
        for (DataType type : ordered.subList(0, 1 + random.nextInt(ordered.size()))) {
            fields.add(random.nextInt(fields.size() + 1), StructField.nullable("ordered", type));
        }
        return new StructType(fields);
    }

    private static boolean hasOrder(DataType type) {
        return switch (type.kind()) {
            case BYTE, SHORT, INTEGER, LONG, FLOAT, DOUBLE -> true;
            default -> false;
        };
    }

    private static List<Integer> orderedColumns(StructType schema, Random random) {
        List<Integer> ordinals = new ArrayList<>(IntStream.range(0, schema.size())
                .filter(i -> hasOrder(schema.field(i).type()))
                .boxed()
                .toList());
        if (ordinals.size() < schema.size()) {
            // When all columns are ordered, Spark gives them back in the order of the key, not of the schema.
            Collections.shuffle(ordinals, random);
        }
        return ordinals.subList(0, 1 + random.nextInt(ordinals.size()));
    }

    private static void check(RowGenerator generator, StructType schema, KeyLayout layout, KeyStateEncoderSpec spec)
            throws Exception {
        KeyCodec codec = KeyCodec.of(schema, layout);
        RowEncoder encoder = RowEncoder.of(schema);
        for (int i = 0; i < ROWS_PER_SCHEMA; i++) {
            byte[] row = encoder.encode(generator.row(schema));
            // A new one each time: Spark leaves bytes of earlier rows in the room of a null calendar interval.
            RocksDBKeyStateEncoder spark =
                    RocksDBStateEncoder.getKeyEncoder(new UnsafeRowDataEncoder(spec, spark(schema)), spec, false);
            byte[] expected = spark.encodeKey(SparkRows.unsafe(row, schema.size()));

            assertThat(codec.encode(row)).as("%s of %s", layout, schema.name()).isEqualTo(expected);
            assertThat(codec.decode(expected))
                    .as("%s of %s", layout, schema.name())
                    .isEqualTo(spark.decodeKey(expected).getBytes())
                    .isEqualTo(row);
        }
    }

    @Test
    void listsOfRowsAreThoseOfSpark() throws Exception {
        for (int i = 0; i < SCHEMAS; i++) {
            RowGenerator generator = new RowGenerator(SEED + i);
            StructType schema = generator.schema();
            KeyStateEncoderSpec spec = new NoPrefixKeyStateEncoderSpec(spark(schema));
            RocksDBValueStateEncoder spark = RocksDBStateEncoder.getValueEncoder(
                    new UnsafeRowDataEncoder(spec, spark(schema)), spark(schema), true);
            RowEncoder encoder = RowEncoder.of(schema);
            List<byte[]> rows = List.of(
                    encoder.encode(generator.row(schema)),
                    encoder.encode(generator.row(schema)),
                    encoder.encode(generator.row(schema)));

            byte[] list = ValueCodec.encodeList(rows, MergeDelimiter.COMMA);
            List<byte[]> found = new ArrayList<>();
            spark.decodeValues(list).foreach(row -> found.add(row.getBytes()));

            assertThat(found).containsExactlyElementsOf(rows);
            assertThat(ValueCodec.decodeList(list, MergeDelimiter.COMMA)).containsExactlyElementsOf(rows);
            byte[] one = spark.encodeValue(SparkRows.unsafe(rows.get(0), schema.size()));
            assertThat(ValueCodec.encodeList(rows.subList(0, 1), MergeDelimiter.COMMA))
                    .isEqualTo(one);
        }
    }

    private static org.apache.spark.sql.types.StructType spark(StructType schema) {
        return SparkRows.schemaOf(schema);
    }
}
