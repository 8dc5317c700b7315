package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Columns whose values are names of directories, as in {@code date=2024-01-01/country=de}. */
final class PartitionColumns {
    private final StructType columns;

    private PartitionColumns(StructType columns) {
        this.columns = columns;
    }

    static PartitionColumns none() {
        return new PartitionColumns(new StructType());
    }

    /** Columns of a table that is written, by their names, in the order of the directories. */
    static PartitionColumns of(StructType table, List<String> names) {
        List<StructField> fields = new ArrayList<>();
        for (String name : names) {
            find(table, name)
                    .map(field -> DataTypes.createStructField(field.name(), field.dataType(), true))
                    .ifPresent(fields::add);
        }
        return new PartitionColumns(DataTypes.createStructType(fields));
    }

    /**
     * The columns that directories make.
     *
     * @param paths those of files below the table, as {@link FoundFile#partitions} has them
     * @param user columns the user gave: their types win
     * @param infersTypes whether values that look like numbers or dates become such
     */
    static PartitionColumns of(List<String> paths, Optional<StructType> user, boolean infersTypes) {
        Set<String> directories = new LinkedHashSet<>(paths);
        directories.remove("");
        if (directories.isEmpty()) {
            return none();
        }
        @Nullable List<String> names = null;
        DataType[] types = new DataType[0];
        for (String directory : directories) {
            List<String> parts = Arrays.asList(directory.split("/", -1));
            List<String> namesHere = parts.stream().map(PartitionColumns::name).toList();
            if (names == null) {
                names = namesHere;
                types = new DataType[names.size()];
                Arrays.fill(types, DataTypes.NullType);
            } else if (!names.equals(namesHere)) {
                throw new PawlException(
                        ErrorCode.SOURCE_UNSUPPORTED,
                        "Conflicting partition column names detected: " + names + " and " + namesHere + ".");
            }
            for (int i = 0; i < types.length; i++) {
                types[i] = PartitionType.wider(types[i], PartitionType.of(rawValue(parts.get(i)), infersTypes));
            }
        }
        return new PartitionColumns(columns(names == null ? List.of() : names, types, user));
    }

    private static StructType columns(List<String> names, DataType[] types, Optional<StructType> user) {
        List<StructField> fields = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            String name = names.get(i);
            DataType inferred = types[i].equals(DataTypes.NullType) ? DataTypes.StringType : types[i];
            fields.add(user.flatMap(columns -> find(columns, name))
                    .map(field -> DataTypes.createStructField(field.name(), field.dataType(), true))
                    .orElse(DataTypes.createStructField(name, inferred, true)));
        }
        return DataTypes.createStructType(fields);
    }

    private static Optional<StructField> find(StructType columns, String name) {
        return Arrays.stream(columns.fields())
                .filter(field -> field.name().equalsIgnoreCase(name))
                .findFirst();
    }

    StructType columns() {
        return columns;
    }

    boolean contains(String name) {
        return find(columns, name).isPresent();
    }

    /** The values of a file, in the order of the columns. */
    @Nullable
    Object[] values(String partitions) {
        StructField[] fields = columns.fields();
        @Nullable Object[] values = new @Nullable Object[fields.length];
        if (partitions.isEmpty()) {
            return values;
        }
        for (String part : partitions.split("/", -1)) {
            String name = name(part);
            for (int i = 0; i < fields.length; i++) {
                if (fields[i].name().equalsIgnoreCase(name)) {
                    values[i] = value(rawValue(part), fields[i]);
                }
            }
        }
        return values;
    }

    private static @Nullable Object value(String raw, StructField field) {
        try {
            return PartitionType.value(raw, field.dataType());
        } catch (RuntimeException e) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNSUPPORTED,
                    "Failed to cast value `" + raw + "` to `" + field.dataType().sql() + "` for partition column `"
                            + field.name() + "`.",
                    e);
        }
    }

    private static String name(String part) {
        return ExternalCatalogUtils.unescapePathName(part.substring(0, part.indexOf('=')));
    }

    private static String rawValue(String part) {
        return ExternalCatalogUtils.unescapePathName(part.substring(part.indexOf('=') + 1));
    }
}
