package dev.pawl.connectors.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A column of a file, or a part of one.
 *
 * @param name what the file calls it
 * @param fieldId its id in the file; null if it has none
 * @param children the fields of a struct, the element of an array, key and value of a map
 */
public record ParquetColumn(
        String name,
        DataType type,
        boolean isNullable,
        @Nullable Integer fieldId,
        List<ParquetColumn> children) {
    public ParquetColumn {
        children = List.copyOf(children);
    }

    /** The columns of a schema, under its own names and without ids. */
    public static List<ParquetColumn> of(StructType schema) {
        List<ParquetColumn> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            columns.add(of(field.name(), field.dataType(), field.nullable()));
        }
        return columns;
    }

    private static ParquetColumn of(String name, DataType type, boolean isNullable) {
        List<ParquetColumn> children = List.of();
        if (type instanceof StructType struct) {
            children = of(struct);
        } else if (type instanceof ArrayType array) {
            children = List.of(of("element", array.elementType(), array.containsNull()));
        } else if (type instanceof MapType map) {
            children = List.of(of("key", map.keyType(), false), of("value", map.valueType(), map.valueContainsNull()));
        }
        return new ParquetColumn(name, type, isNullable, null, children);
    }
}
