package dev.pawl.engine.operator;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Murmur3Hash;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Which partition a key belongs to: that in which Spark looks for it. Without columns everything is in partition 0.
 *
 * @param columns the first columns of the key that count
 */
public record KeyHash(StructType key, int columns) {
    /** No key at all: everything is in one partition. */
    public static final KeyHash NONE = new KeyHash(new StructType(), 0);

    private static final int SEED = 42;

    /** Whether there is one partition only. */
    public boolean isGlobal() {
        return columns == 0;
    }

    /** For one thread at a time. */
    public Instance instance() {
        if (isGlobal()) {
            return new Instance(null);
        }
        List<Expression> hashed = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            StructField field = key.apply(i);
            hashed.add(new BoundReference(i, field.dataType(), field.nullable()));
        }
        Expression hash = new Murmur3Hash(CollectionConverters.asScala(hashed).toSeq(), SEED);
        return new Instance(GenerateUnsafeProjection.generate(
                CollectionConverters.<Expression>asScala(List.of(hash)).toSeq(), false));
    }

    /** At work. */
    public static final class Instance {
        private final @Nullable UnsafeProjection hash;

        private Instance(@Nullable UnsafeProjection hash) {
            this.hash = hash;
        }

        public int partition(UnsafeRow key, int partitions) {
            return hash == null ? 0 : Math.floorMod(hash.apply(key).getInt(0), partitions);
        }
    }
}
