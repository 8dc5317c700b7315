package dev.pawl.connectors.files;

import java.time.ZoneId;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;
import org.apache.spark.sql.catalyst.util.DateFormatter;
import org.apache.spark.sql.catalyst.util.DateTimeUtils;
import org.apache.spark.sql.catalyst.util.TimestampFormatter;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** The directories of a row: {@code date=2024-01-01/country=de/}. */
final class PartitionPath {
    private final List<StructField> columns;
    private final int[] ordinals;
    private final DateFormatter dates = DateFormatter.apply();
    private final TimestampFormatter timestamps;
    private final TimestampFormatter localTimestamps;

    PartitionPath(FileSinkSettings settings) {
        this.columns = settings.partitionColumns();
        this.ordinals = settings.partitionOrdinals().stream()
                .mapToInt(Integer::intValue)
                .toArray();
        ZoneId zone = DateTimeUtils.getZoneId(SQLConf.get().sessionLocalTimeZone());
        this.timestamps = TimestampFormatter.getFractionFormatter(zone);
        this.localTimestamps = TimestampFormatter.getFractionFormatter(java.time.ZoneOffset.UTC);
    }

    int size() {
        return ordinals.length;
    }

    /** The value of a partition column, the caller's to keep. */
    @Nullable
    Object value(InternalRow row, int index) {
        int ordinal = ordinals[index];
        if (row.isNullAt(ordinal)) {
            return null;
        }
        Object value = row.get(ordinal, columns.get(index).dataType());
        if (value instanceof UTF8String text) {
            return text.numBytes() == 0 ? null : text;
        }
        return value instanceof byte[] bytes ? UTF8String.fromBytes(bytes) : value;
    }

    String of(@Nullable Object[] values) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            StructField column = columns.get(i);
            path.append(ExternalCatalogUtils.escapePathName(column.name())).append('=');
            Object value = values[i];
            path.append(
                            value == null
                                    ? ExternalCatalogUtils.DEFAULT_PARTITION_NAME()
                                    : ExternalCatalogUtils.escapePathName(text(value, column.dataType())))
                    .append('/');
        }
        return path.toString();
    }

    private String text(Object value, DataType type) {
        if (type instanceof DateType) {
            return dates.format((Integer) value);
        }
        if (type instanceof TimestampType) {
            return timestamps.format((Long) value);
        }
        if (type instanceof TimestampNTZType) {
            return localTimestamps.format((Long) value);
        }
        return value.toString();
    }
}
