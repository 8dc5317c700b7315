package dev.pawl.engine.operator;

import dev.pawl.engine.state.StoreSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One side of a join of two streams.
 *
 * @param name {@code left} or {@code right}
 * @param row the columns of its rows
 * @param keys what is to be equal, bound to the row
 * @param key names and types of the keys
 * @param condition which rows can have a partner at all, bound to the row
 * @param lateness the event time of its rows
 * @param keyExpiry when a key can have no partners any more
 * @param rowExpiry when a row can have no partners any more
 * @param rowWatermark up to which time rows can have no partners any more, from the watermark; Spark finds it in the condition
 * @param format how its rows are kept
 */
public record JoinSide(
        String name,
        StructType row,
        List<Expression> keys,
        StructType key,
        Optional<Expression> condition,
        Expiry lateness,
        Expiry keyExpiry,
        Expiry rowExpiry,
        LongUnaryOperator rowWatermark,
        JoinFormat format) {
    public JoinSide {
        keys = List.copyOf(keys);
    }

    /** As new checkpoints keep its rows. */
    public JoinSide(
            String name,
            StructType row,
            List<Expression> keys,
            StructType key,
            Optional<Expression> condition,
            Expiry lateness,
            Expiry keyExpiry,
            Expiry rowExpiry,
            LongUnaryOperator rowWatermark) {
        this(name, row, keys, key, condition, lateness, keyExpiry, rowExpiry, rowWatermark, JoinFormat.STORES);
    }

    JoinSide keptAs(JoinFormat other) {
        return new JoinSide(name, row, keys, key, condition, lateness, keyExpiry, rowExpiry, rowWatermark, other);
    }

    /** Whether its rows are ever forgotten. */
    boolean forgets() {
        return keyExpiry.isPossible() || rowExpiry.isPossible();
    }

    String counts() {
        return name + "-keyToNumValues";
    }

    String rows() {
        return name + "-keyWithIndexToValue";
    }

    /** How many rows a key has, and the rows by key and index. */
    List<StoreSpec> stores() {
        StructType count = new StructType().add("value", DataTypes.LongType, true);
        StructType keyAndIndex = key.add(new StructField("index", DataTypes.LongType, true, Metadata.empty()));
        return format == JoinFormat.FAMILIES
                ? List.of(
                        StoreSpec.family(counts(), key, count, false),
                        StoreSpec.family(rows(), keyAndIndex, keptRow(), false))
                : List.of(new StoreSpec(counts(), key, count, 0), new StoreSpec(rows(), keyAndIndex, keptRow(), 0));
    }

    /** A row as it is kept: with what says whether it had a partner, if the format has that. */
    StructType keptRow() {
        return !format.hasMarks()
                ? row
                : row.add(new StructField("matched", DataTypes.BooleanType, true, Metadata.empty()));
    }
}
