package dev.pawl.connectors.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What of a file is read for a struct.
 *
 * @param ordinals for each field that is read, its ordinal in the row
 */
record RequestedColumns(MessageType message, List<Integer> ordinals) {
    static RequestedColumns of(MessageType file, StructType required, boolean isCaseSensitive) {
        List<Type> types = new ArrayList<>();
        List<Integer> ordinals = new ArrayList<>();
        clip(file, required, isCaseSensitive, types, ordinals);
        return new RequestedColumns(new MessageType(file.getName(), types), ordinals);
    }

    private static void clip(
            GroupType file, StructType required, boolean isCaseSensitive, List<Type> types, List<Integer> ordinals) {
        StructField[] fields = required.fields();
        for (int i = 0; i < fields.length; i++) {
            Type type = find(file, fields[i].name(), isCaseSensitive);
            // The library knows a field once, however often it is asked for.
            if (type != null && !contains(types, type.getName())) {
                types.add(clip(type, fields[i].dataType(), isCaseSensitive));
                ordinals.add(i);
            }
        }
    }

    private static boolean contains(List<Type> types, String name) {
        return types.stream().anyMatch(type -> type.getName().equals(name));
    }

    static @Nullable Type find(GroupType file, String name, boolean isCaseSensitive) {
        if (file.containsField(name)) {
            return file.getType(name);
        }
        if (!isCaseSensitive) {
            for (Type type : file.getFields()) {
                if (type.getName().equalsIgnoreCase(name)) {
                    return type;
                }
            }
        }
        return null;
    }

    private static Type clip(Type type, DataType wanted, boolean isCaseSensitive) {
        if (type.isPrimitive()) {
            return type;
        }
        GroupType group = type.asGroupType();
        if (wanted instanceof StructType struct) {
            List<Type> types = new ArrayList<>();
            clip(group, struct, isCaseSensitive, types, new ArrayList<>());
            // Without any field of it nobody could tell whether the struct is null.
            return types.isEmpty() ? type : group.withNewFields(types);
        }
        if (wanted instanceof ArrayType array && isList(group)) {
            Type repeated = group.getType(0);
            if (isElement(repeated, group.getName())) {
                return group.withNewFields(clip(repeated, array.elementType(), isCaseSensitive));
            }
            GroupType list = repeated.asGroupType();
            return group.withNewFields(list.withNewFields(clip(list.getType(0), array.elementType(), isCaseSensitive)));
        }
        if (wanted instanceof MapType map && group.getFieldCount() == 1) {
            GroupType entry = group.getType(0).asGroupType();
            return group.withNewFields(entry.withNewFields(
                    clip(entry.getType(0), map.keyType(), isCaseSensitive),
                    clip(entry.getType(1), map.valueType(), isCaseSensitive)));
        }
        return type;
    }

    static boolean isList(GroupType group) {
        return group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation && group.getFieldCount() == 1;
    }

    /** Whether what repeats in a list is the element itself, as older writers have it. */
    static boolean isElement(Type repeated, String list) {
        return repeated.isPrimitive()
                || repeated.asGroupType().getFieldCount() > 1
                || repeated.getName().equals("array")
                || repeated.getName().equals(list + "_tuple");
    }
}
