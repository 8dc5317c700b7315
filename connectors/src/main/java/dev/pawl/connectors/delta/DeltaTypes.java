package dev.pawl.connectors.delta;

import dev.pawl.connectors.parquet.ParquetColumn;
import io.delta.kernel.internal.types.DataTypeJsonSerDe;
import io.delta.kernel.internal.util.ColumnMapping;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.jspecify.annotations.Nullable;

/** Schemas as Spark and as Delta Kernel have them; both write the same JSON. */
final class DeltaTypes {
    private static final String PHYSICAL_NAME = "delta.columnMapping.physicalName";
    private static final String ID = "delta.columnMapping.id";

    private DeltaTypes() {}

    static io.delta.kernel.types.StructType kernel(StructType schema) {
        return DataTypeJsonSerDe.deserializeStructType(schema.json());
    }

    static StructType spark(io.delta.kernel.types.StructType schema) {
        return (StructType) DataType.fromJson(DataTypeJsonSerDe.serializeStructType(schema));
    }

    /** What readers of a table see: without what Delta keeps in the metadata of its columns. */
    static StructType plain(StructType schema) {
        return (StructType) plainType(schema, false);
    }

    /** A schema for a new table, or for new columns: anything may be null, as Spark does it. */
    static StructType nullable(StructType schema) {
        return (StructType) plainType(schema, true);
    }

    /** The columns of a table as its files name them: a column that is renamed keeps its name there. */
    static StructType inFiles(io.delta.kernel.internal.actions.Metadata metadata) {
        boolean isMapped = ColumnMapping.isColumnMappingModeEnabled(
                ColumnMapping.getColumnMappingMode(metadata.getConfiguration()));
        StructType schema = spark(metadata.getSchema());
        return isMapped ? (StructType) withPhysicalNames(schema) : plain(schema);
    }

    private static DataType withPhysicalNames(DataType type) {
        if (type instanceof StructType struct) {
            StructField[] fields = new StructField[struct.fields().length];
            for (int i = 0; i < fields.length; i++) {
                StructField field = struct.fields()[i];
                String name = field.metadata().contains(PHYSICAL_NAME)
                        ? field.metadata().getString(PHYSICAL_NAME)
                        : field.name();
                fields[i] =
                        new StructField(name, withPhysicalNames(field.dataType()), field.nullable(), Metadata.empty());
            }
            return new StructType(fields);
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(withPhysicalNames(array.elementType()), array.containsNull());
        }
        if (type instanceof MapType map) {
            return new MapType(
                    withPhysicalNames(map.keyType()), withPhysicalNames(map.valueType()), map.valueContainsNull());
        }
        return type;
    }

    private static DataType plainType(DataType type, boolean isAllNullable) {
        if (type instanceof StructType struct) {
            StructField[] fields = new StructField[struct.fields().length];
            for (int i = 0; i < fields.length; i++) {
                StructField field = struct.fields()[i];
                fields[i] = new StructField(
                        field.name(),
                        plainType(field.dataType(), isAllNullable),
                        isAllNullable || field.nullable(),
                        Metadata.empty());
            }
            return new StructType(fields);
        }
        if (type instanceof ArrayType array) {
            return new ArrayType(plainType(array.elementType(), isAllNullable), isAllNullable || array.containsNull());
        }
        if (type instanceof MapType map) {
            return new MapType(
                    plainType(map.keyType(), isAllNullable),
                    plainType(map.valueType(), isAllNullable),
                    isAllNullable || map.valueContainsNull());
        }
        return type;
    }

    /** The first part of a schema that a Delta table cannot hold, such as {@code a.b INTERVAL DAY}; null if there is none. */
    static @Nullable String unsupported(String name, DataType type) {
        if (type instanceof StructType struct) {
            for (StructField field : struct.fields()) {
                String found = unsupported(name.isEmpty() ? field.name() : name + "." + field.name(), field.dataType());
                if (found != null) {
                    return found;
                }
            }
            return null;
        }
        if (type instanceof ArrayType array) {
            return unsupported(name + ".element", array.elementType());
        }
        if (type instanceof MapType map) {
            String key = unsupported(name + ".key", map.keyType());
            return key != null ? key : unsupported(name + ".value", map.valueType());
        }
        boolean isSupported = type instanceof NumericType
                || type instanceof BooleanType
                || type.equals(DataTypes.StringType)
                || type instanceof BinaryType
                || type instanceof DateType
                || type instanceof TimestampType
                || type instanceof TimestampNTZType;
        return isSupported ? null : name + " " + type.sql();
    }

    /** Columns as the files of a table name them. */
    static List<ParquetColumn> physical(StructType schema, boolean isMapped) {
        List<ParquetColumn> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            columns.add(physical(field, isMapped));
        }
        return columns;
    }

    private static ParquetColumn physical(StructField field, boolean isMapped) {
        Metadata metadata = field.metadata();
        String name = isMapped && metadata.contains(PHYSICAL_NAME) ? metadata.getString(PHYSICAL_NAME) : field.name();
        Integer id = isMapped && metadata.contains(ID) ? Math.toIntExact(metadata.getLong(ID)) : null;
        return new ParquetColumn(name, field.dataType(), field.nullable(), id, children(field.dataType(), isMapped));
    }

    private static List<ParquetColumn> children(DataType type, boolean isMapped) {
        if (type instanceof StructType struct) {
            return physical(struct, isMapped);
        }
        if (type instanceof ArrayType array) {
            return List.of(part("element", array.elementType(), array.containsNull(), isMapped));
        }
        if (type instanceof MapType map) {
            return List.of(
                    part("key", map.keyType(), false, isMapped),
                    part("value", map.valueType(), map.valueContainsNull(), isMapped));
        }
        return List.of();
    }

    private static ParquetColumn part(String name, DataType type, boolean isNullable, boolean isMapped) {
        return new ParquetColumn(name, type, isNullable, null, children(type, isMapped));
    }
}
