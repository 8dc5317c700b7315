package dev.pawl.checkpoint.row;

import dev.pawl.checkpoint.type.ArrayType;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.DecimalType;
import dev.pawl.checkpoint.type.MapType;
import dev.pawl.checkpoint.type.StringType;
import dev.pawl.checkpoint.type.StructType;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/** The partition that Spark sends a row to: a hash over some columns, each continuing from the hash of the one before. */
public final class PartitionHash {
    private static final int SEED = 42;

    private final int fieldCount;
    private final int[] ordinals;
    private final FieldHash[] hashes;

    private PartitionHash(int fieldCount, int[] ordinals, FieldHash[] hashes) {
        this.fieldCount = fieldCount;
        this.ordinals = ordinals;
        this.hashes = hashes;
    }

    /** @throws RowProblem if the columns have a type that Spark does not partition by */
    public static PartitionHash of(StructType schema) throws RowProblem {
        return of(schema, IntStream.range(0, schema.size()).boxed().toList());
    }

    /** Over a choice of columns, in the order given. */
    public static PartitionHash of(StructType schema, List<Integer> ordinals) throws RowProblem {
        FieldHash[] hashes = new FieldHash[ordinals.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = hash(schema.field(ordinals.get(i)).type().stored());
        }
        return new PartitionHash(
                schema.size(), ordinals.stream().mapToInt(Integer::intValue).toArray(), hashes);
    }

    public int partition(byte[] row, int partitionCount) throws RowProblem {
        return partition(row, 0, row.length, partitionCount);
    }

    /** The partition of the row in a part of an array. */
    public int partition(byte[] bytes, int from, int length, int partitionCount) throws RowProblem {
        return Math.floorMod(hash(bytes, from, length), partitionCount);
    }

    public int hash(byte[] bytes, int from, int length) throws RowProblem {
        Objects.checkFromIndexSize(from, length, bytes.length);
        Slots slots = Slots.ofRow(bytes, from, length, fieldCount);
        int hash = SEED;
        for (int i = 0; i < hashes.length; i++) {
            hash = hashes[i].orSeed(slots, ordinals[i], hash);
        }
        return hash;
    }

    /** Hashes one value that is not null. */
    private interface FieldHash {
        int of(Slots slots, int index, int seed) throws RowProblem;

        default int orSeed(Slots slots, int index, int seed) throws RowProblem {
            return slots.isNull(index) ? seed : of(slots, index, seed);
        }
    }

    private static FieldHash hash(DataType type) throws RowProblem {
        return switch (type.kind()) {
            case VOID -> (slots, i, seed) -> seed;
            case BOOLEAN -> (slots, i, seed) -> Murmur3.hashInt(slots.booleanAt(i) ? 1 : 0, seed);
            case BYTE -> (slots, i, seed) -> Murmur3.hashInt(slots.byteAt(i), seed);
            case SHORT -> (slots, i, seed) -> Murmur3.hashInt(slots.shortAt(i), seed);
            case INTEGER, DATE, YEAR_MONTH_INTERVAL -> (slots, i, seed) -> Murmur3.hashInt(slots.intAt(i), seed);
            case LONG, TIMESTAMP, TIMESTAMP_NTZ, TIME, DAY_TIME_INTERVAL ->
                (slots, i, seed) -> Murmur3.hashLong(slots.longAt(i), seed);
            // Adding zero makes −0.0 the same as 0.0.
            case FLOAT -> (slots, i, seed) -> Murmur3.hashInt(Float.floatToIntBits(slots.floatAt(i) + 0f), seed);
            case DOUBLE -> (slots, i, seed) -> Murmur3.hashLong(Double.doubleToLongBits(slots.doubleAt(i) + 0d), seed);
            case DECIMAL -> decimalHash((DecimalType) type);
            case STRING -> stringHash(type);
            case BINARY -> PartitionHash::regionHash;
            case CALENDAR_INTERVAL ->
                (slots, i, seed) -> {
                    CalendarInterval interval = RowDecoder.calendarInterval(slots, i);
                    return Murmur3.hashInt(interval.months(), Murmur3.hashLong(interval.micros(), seed));
                };
            case VARIANT -> throw new RowProblem("Spark does not partition by a variant");
            case STRUCT -> structHash((StructType) type);
            case ARRAY -> arrayHash(((ArrayType) type).elementType());
            case MAP -> mapHash((MapType) type);
        };
    }

    private static FieldHash decimalHash(DecimalType type) {
        if (type.fitsLong()) {
            return (slots, i, seed) -> Murmur3.hashLong(slots.longAt(i), seed);
        }
        return (slots, i, seed) -> {
            BigInteger unscaled = Decimals.read(slots, i, type).unscaledValue();
            byte[] bytes = unscaled.toByteArray();
            return Murmur3.hashBytes(bytes, 0, bytes.length, seed);
        };
    }

    private static FieldHash stringHash(DataType type) throws RowProblem {
        if (type instanceof StringType string && string.isCollated()) {
            throw new RowProblem("the partition of a \"" + type.name() + "\" depends on the rules of its collation");
        }
        return PartitionHash::regionHash;
    }

    private static int regionHash(Slots slots, int index, int seed) throws RowProblem {
        long region = slots.region(index);
        return Murmur3.hashBytes(slots.bytes(), Slots.from(region), Slots.size(region), seed);
    }

    private static FieldHash structHash(StructType type) throws RowProblem {
        FieldHash[] fields = new FieldHash[type.size()];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = hash(type.field(i).type().stored());
        }
        return (slots, index, seed) -> {
            Slots row = slots.row(index, fields.length);
            int hash = seed;
            for (int i = 0; i < fields.length; i++) {
                hash = fields[i].orSeed(row, i, hash);
            }
            return hash;
        };
    }

    private static FieldHash arrayHash(DataType elementType) throws RowProblem {
        FieldHash element = hash(elementType.stored());
        int elementBytes = Layout.elementBytes(elementType);
        return (slots, index, seed) -> {
            Slots array = slots.array(index, elementBytes);
            int hash = seed;
            for (int i = 0; i < array.count(); i++) {
                hash = element.orSeed(array, i, hash);
            }
            return hash;
        };
    }

    private static FieldHash mapHash(MapType type) throws RowProblem {
        FieldHash key = hash(type.keyType().stored());
        FieldHash value = hash(type.valueType().stored());
        int keyBytes = Layout.elementBytes(type.keyType());
        int valueBytes = Layout.elementBytes(type.valueType());
        return (slots, index, seed) -> {
            Slots.Entries entries = slots.map(index, keyBytes, valueBytes);
            int hash = seed;
            for (int i = 0; i < entries.keys().count(); i++) {
                hash = value.orSeed(entries.values(), i, key.orSeed(entries.keys(), i, hash));
            }
            return hash;
        };
    }
}
