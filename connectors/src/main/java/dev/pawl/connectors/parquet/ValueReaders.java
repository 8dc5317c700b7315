package dev.pawl.connectors.parquet;

import dev.pawl.connectors.format.Rebase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecificInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** What takes the values of a file: columns made of others. */
final class ValueReaders {
    private ValueReaders() {}

    /** Where a value goes. */
    abstract static class Slot {
        abstract void set(Object value);

        void setBoolean(boolean value) {
            set(value);
        }

        void setByte(byte value) {
            set(value);
        }

        void setShort(short value) {
            set(value);
        }

        void setInt(int value) {
            set(value);
        }

        void setLong(long value) {
            set(value);
        }

        void setFloat(float value) {
            set(value);
        }

        void setDouble(double value) {
            set(value);
        }
    }

    static Struct root(RequestedColumns request, StructType required, Rebase rebase) {
        int[] ordinals = request.ordinals().stream().mapToInt(Integer::intValue).toArray();
        return new Struct(request.message(), required, ordinals, null, rebase);
    }

    static Converter of(Type type, DataType wanted, Slot slot, Rebase rebase) {
        if (type.isPrimitive()) {
            return LeafReader.of(type.asPrimitiveType(), wanted, slot, rebase);
        }
        GroupType group = type.asGroupType();
        if (wanted instanceof StructType struct) {
            return new Struct(group, struct, ordinals(group, struct), slot, rebase);
        }
        if (wanted instanceof ArrayType array && RequestedColumns.isList(group)) {
            return new Elements(group, array, slot, rebase);
        }
        if (wanted instanceof MapType map && group.getFieldCount() == 1) {
            return new Entries(group, map, slot, rebase);
        }
        throw LeafReader.mismatch(type, wanted);
    }

    private static int[] ordinals(GroupType group, StructType struct) {
        int[] ordinals = new int[group.getFieldCount()];
        StructField[] fields = struct.fields();
        for (int i = 0; i < ordinals.length; i++) {
            ordinals[i] = -1;
            for (int j = 0; j < fields.length; j++) {
                if (fields[j].name().equalsIgnoreCase(group.getFieldName(i))) {
                    ordinals[i] = j;
                }
            }
        }
        return ordinals;
    }

    /** Takes values that nobody asked for. */
    private static final class Nowhere extends Slot {
        @Override
        void set(Object value) {}
    }

    private static final class Field extends Slot {
        private final Struct struct;
        private final int ordinal;

        Field(Struct struct, int ordinal) {
            this.struct = struct;
            this.ordinal = ordinal;
        }

        @Override
        void set(Object value) {
            struct.row.update(ordinal, value);
        }

        @Override
        void setBoolean(boolean value) {
            struct.row.setBoolean(ordinal, value);
        }

        @Override
        void setByte(byte value) {
            struct.row.setByte(ordinal, value);
        }

        @Override
        void setShort(short value) {
            struct.row.setShort(ordinal, value);
        }

        @Override
        void setInt(int value) {
            struct.row.setInt(ordinal, value);
        }

        @Override
        void setLong(long value) {
            struct.row.setLong(ordinal, value);
        }

        @Override
        void setFloat(float value) {
            struct.row.setFloat(ordinal, value);
        }

        @Override
        void setDouble(double value) {
            struct.row.setDouble(ordinal, value);
        }
    }

    /** A struct, or the row itself, which is the same one each time. */
    static final class Struct extends GroupConverter {
        private final StructType type;
        private final @Nullable Slot parent;
        private final Converter[] fields;
        private SpecificInternalRow row;

        Struct(GroupType group, StructType type, int[] ordinals, @Nullable Slot parent, Rebase rebase) {
            this.type = type;
            this.parent = parent;
            this.row = new SpecificInternalRow(type);
            this.fields = new Converter[group.getFieldCount()];
            for (int i = 0; i < fields.length; i++) {
                int ordinal = ordinals[i];
                Slot slot = ordinal < 0 ? new Nowhere() : new Field(this, ordinal);
                DataType wanted =
                        ordinal < 0 ? SparkSchema.typeOf(group.getType(i)) : type.fields()[ordinal].dataType();
                fields[i] = of(group.getType(i), wanted, slot, rebase);
            }
            clear();
        }

        InternalRow row() {
            return row;
        }

        private void clear() {
            for (int i = 0; i < row.numFields(); i++) {
                row.setNullAt(i);
            }
        }

        @Override
        public Converter getConverter(int index) {
            return fields[index];
        }

        @Override
        public void start() {
            if (parent != null) {
                row = new SpecificInternalRow(type);
            }
            clear();
        }

        @Override
        public void end() {
            if (parent != null) {
                parent.set(row);
            }
        }
    }

    private static final class Collected extends Slot {
        private @Nullable Object[] values = new @Nullable Object[8];
        private int size;
        private @Nullable Object current;

        @Override
        void set(Object value) {
            current = value;
        }

        void begin() {
            size = 0;
        }

        void beginOne() {
            current = null;
        }

        void endOne() {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = current;
        }

        @Nullable
        Object[] taken() {
            return Arrays.copyOf(values, size);
        }
    }

    /** What repeats in a list or a map: a group of its own for each element. */
    private static final class Repeated extends GroupConverter {
        private final List<Collected> collected;
        private final List<Converter> converters;

        Repeated(List<Collected> collected, List<Converter> converters) {
            this.collected = List.copyOf(collected);
            this.converters = List.copyOf(converters);
        }

        @Override
        public Converter getConverter(int index) {
            return converters.get(index);
        }

        @Override
        public void start() {
            for (int i = 0; i < collected.size(); i++) {
                collected.get(i).beginOne();
            }
        }

        @Override
        public void end() {
            for (int i = 0; i < collected.size(); i++) {
                collected.get(i).endOne();
            }
        }
    }

    /** An element that repeats without a group of its own is there as soon as it is set. */
    private static final class Bare extends Slot {
        private final Collected collected;

        Bare(Collected collected) {
            this.collected = collected;
        }

        @Override
        void set(Object value) {
            collected.set(value);
            collected.endOne();
        }
    }

    private static final class Elements extends GroupConverter {
        private final Slot parent;
        private final Collected collected = new Collected();
        private final Converter repeated;

        Elements(GroupType group, ArrayType type, Slot parent, Rebase rebase) {
            this.parent = parent;
            Type inside = group.getType(0);
            if (RequestedColumns.isElement(inside, group.getName())) {
                this.repeated = of(inside, type.elementType(), new Bare(collected), rebase);
            } else {
                Converter element = of(inside.asGroupType().getType(0), type.elementType(), collected, rebase);
                this.repeated = new Repeated(List.of(collected), List.of(element));
            }
        }

        @Override
        public Converter getConverter(int index) {
            return repeated;
        }

        @Override
        public void start() {
            collected.begin();
        }

        @Override
        public void end() {
            parent.set(new GenericArrayData(collected.taken()));
        }
    }

    private static final class Entries extends GroupConverter {
        private final Slot parent;
        private final Collected keys = new Collected();
        private final Collected values = new Collected();
        private final Repeated entry;

        Entries(GroupType group, MapType type, Slot parent, Rebase rebase) {
            this.parent = parent;
            GroupType inside = group.getType(0).asGroupType();
            List<Converter> converters = new ArrayList<>();
            converters.add(of(inside.getType(0), type.keyType(), keys, rebase));
            converters.add(of(inside.getType(1), type.valueType(), values, rebase));
            this.entry = new Repeated(List.of(keys, values), converters);
        }

        @Override
        public Converter getConverter(int index) {
            return entry;
        }

        @Override
        public void start() {
            keys.begin();
            values.begin();
        }

        @Override
        public void end() {
            parent.set(new ArrayBasedMapData(new GenericArrayData(keys.taken()), new GenericArrayData(values.taken())));
        }
    }
}
