package dev.pawl.interop.answers;

import java.util.HexFormat;
import java.util.StringJoiner;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.VariantVal;

/** Rows as text that differs wherever the values do: zeros of both signs, the scale of a decimal, the bytes of a variant. */
public final class ValueText {
    private ValueText() {}

    public static String of(InternalRow row, StructType type) {
        StringJoiner text = new StringJoiner(", ", "(", ")");
        for (int i = 0; i < type.length(); i++) {
            text.add(of(row, i, type.apply(i).dataType()));
        }
        return text.toString();
    }

    private static String of(SpecializedGetters values, int index, DataType type) {
        if (values.isNullAt(index)) {
            return "null";
        }
        Object value = values.get(index, type);
        if (type instanceof StructType struct) {
            return of((InternalRow) value, struct);
        }
        if (type instanceof ArrayType array) {
            return of((ArrayData) value, array.elementType());
        }
        if (type instanceof MapType map) {
            MapData entries = (MapData) value;
            return of(entries.keyArray(), map.keyType()) + "->" + of(entries.valueArray(), map.valueType());
        }
        if (value instanceof byte[] bytes) {
            return "x" + HexFormat.of().formatHex(bytes);
        }
        if (value instanceof VariantVal variant) {
            HexFormat hex = HexFormat.of();
            return hex.formatHex(variant.getMetadata()) + ":" + hex.formatHex(variant.getValue());
        }
        return value.toString();
    }

    private static String of(ArrayData elements, DataType type) {
        StringJoiner text = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < elements.numElements(); i++) {
            text.add(of(elements, i, type));
        }
        return text.toString();
    }
}
