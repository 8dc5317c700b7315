package dev.pawl.engine.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.CreateNamedStruct;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's own projection is the oracle, byte by byte. */
class UnsafeStructTest {
    private static final StructType COLUMNS = StructType.fromDDL(
            "a BIGINT, b INT, c SMALLINT, d TINYINT, e BOOLEAN, f DOUBLE, g FLOAT, h TIMESTAMP, i DATE, j STRING");

    private static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    private static Expression struct(int from, int to) {
        List<Expression> children = new ArrayList<>();
        for (int i = from; i < to; i++) {
            children.add(new Literal(UTF8String.fromString(COLUMNS.apply(i).name()), DataTypes.StringType));
            children.add(new BoundReference(i, COLUMNS.apply(i).dataType(), true));
        }
        return new CreateNamedStruct(seq(children));
    }

    private static InternalRow row(Random random) {
        Object[] values = {
            random.nextLong(),
            random.nextInt(),
            (short) random.nextInt(),
            (byte) random.nextInt(),
            random.nextBoolean(),
            random.nextInt(5) == 0 ? -0.0 : random.nextGaussian(),
            random.nextInt(5) == 0 ? Float.NaN : random.nextFloat(),
            random.nextLong(),
            random.nextInt(),
            UTF8String.fromString("x".repeat(random.nextInt(20)))
        };
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(4) == 0 ? null : values[i];
        }
        return new GenericInternalRow(values);
    }

    @Test
    void isTheSameBytes() {
        List<Expression> columns = List.of(
                struct(7, 9),
                new BoundReference(9, COLUMNS.apply(9).dataType(), true),
                struct(0, 9),
                struct(0, 10),
                struct(7, 9));
        UnsafeProjection ours = new Expressions(columns).projection();
        UnsafeProjection spark = GenerateUnsafeProjection.generate(seq(columns), true);
        Random random = new Random(3);
        for (int i = 0; i < 2000; i++) {
            InternalRow row = row(random);
            assertThat(ours.apply(row).getBytes()).isEqualTo(spark.apply(row).getBytes());
            assertThat(UnsafeStruct.inPlaceOf(columns.get(2)).eval(row))
                    .isEqualTo(columns.get(2).eval(row));
        }
    }

    @Test
    void standsInForStructsOfNumbersOnly() {
        assertThat(UnsafeStruct.inPlaceOf(struct(0, 9))).isInstanceOf(UnsafeStruct.class);
        assertThat(UnsafeStruct.inPlaceOf(struct(8, 10))).isInstanceOf(CreateNamedStruct.class);
    }
}
