package dev.pawl.connectors.delta;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import io.delta.kernel.TableManager;
import io.delta.kernel.internal.SnapshotImpl;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** A Delta table that queries read. */
final class DeltaSourceTable implements SourceTable {
    private static final List<String> UNSUPPORTED =
            List.of("readChangeFeed", "readChangeData", "schemaTrackingLocation", "schemaLocation");

    private final Options options;
    private final Outside outside;
    private final StructType columns;

    private DeltaSourceTable(Options options, Outside outside, StructType columns) {
        this.options = options;
        this.outside = outside;
        this.columns = columns;
    }

    static DeltaSourceTable define(Options options, Optional<StructType> given, Outside outside) {
        for (String option : UNSUPPORTED) {
            if (options.find(option)
                    .filter(value -> !value.equalsIgnoreCase("false"))
                    .isPresent()) {
                throw new PawlException(
                        ErrorCode.SOURCE_UNSUPPORTED,
                        "Option " + option + " of " + options.owner() + " is not known to Pawl.");
            }
        }
        try (DeltaTable table = open(options, outside)) {
            SnapshotImpl snapshot = travelled(options, table);
            StructType columns = DeltaTypes.plain(DeltaTypes.spark(snapshot.getSchema()));
            String unreadable = DeltaTypes.unsupported("", columns);
            if (unreadable != null) {
                throw table.unsupported("has a column whose type Pawl cannot read: " + unreadable);
            }
            if (given.isPresent()) {
                requireSame(table, given.get(), columns);
            }
            return new DeltaSourceTable(options, outside, given.orElse(columns));
        }
    }

    /** In any order: which of several queries makes a table is a matter of time, and each has its own. */
    private static void requireSame(DeltaTable table, StructType given, StructType columns) {
        if (!byName(given).equals(byName(columns))) {
            throw table.unsupported(
                    "tells its columns by itself, and they are others than those given here: " + columns.toDDL());
        }
    }

    private static Map<String, DataType> byName(StructType columns) {
        Map<String, DataType> types = new TreeMap<>();
        for (StructField field : DeltaTypes.nullable(columns).fields()) {
            types.put(field.name().toLowerCase(Locale.ROOT), field.dataType());
        }
        return types;
    }

    private static DeltaTable open(Options options, Outside outside) {
        String location = options.require("path");
        return new DeltaTable(location, outside.storage(location), DeltaTable.Side.SOURCE);
    }

    static SnapshotImpl newest(DeltaTable table) {
        return table.latest()
                .orElseThrow(() -> new PawlException(
                        ErrorCode.DELTA_TABLE_NOT_FOUND, "There is no Delta table at " + table.location() + "."));
    }

    /** The version the options ask for; the newest if they ask for none. */
    private static SnapshotImpl travelled(Options options, DeltaTable table) {
        SnapshotImpl newest = newest(table);
        OptionalLong version = options.number("versionAsOf", 0);
        if (version.isPresent()) {
            if (version.getAsLong() > newest.getVersion()) {
                throw new PawlException(
                        ErrorCode.DELTA_VERSION_NOT_FOUND,
                        "Delta table " + table.location() + " has no version " + version.getAsLong()
                                + ": its newest is " + newest.getVersion() + ".");
            }
            return table.at(version.getAsLong());
        }
        Optional<String> timestamp = options.find("timestampAsOf");
        if (timestamp.isPresent()) {
            long millis = Timestamps.millis(options, "timestampAsOf");
            return table.attempt(() -> (SnapshotImpl) TableManager.loadSnapshot(StorageFileIO.ROOT)
                    .atTimestamp(millis, newest)
                    .build(table.engine()));
        }
        return newest;
    }

    @Override
    public Optional<SourceKind> kind() {
        return Optional.of(SourceKind.DELTA);
    }

    @Override
    public StructType columns() {
        return columns;
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        for (String option : List.of("versionAsOf", "timestampAsOf")) {
            if (options.find(option).isPresent()) {
                throw options.invalid(option, "absent where the table is read as a stream");
            }
        }
        DeltaTable table = open(options, outside);
        try {
            return DeltaStreamSource.open(table, options, scope, outside.clock());
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }

    @Override
    public StaticSource openStatic(StructType required) {
        DeltaTable table = open(options, outside);
        try {
            SnapshotImpl snapshot = travelled(options, table);
            return new DeltaStaticSource(table, snapshot, new TableScan(table, snapshot, required));
        } catch (RuntimeException e) {
            table.close();
            throw e;
        }
    }
}
