package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.StateFileName;
import dev.pawl.checkpoint.state.StoreLayout;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** The answer to one question about an operator's state: rows of named, typed columns, for any partition and version. */
public final class StateView {
    private final StoreState store;
    private final ViewShape shape;
    private final String label;

    StateView(StoreState store, ViewShape shape, String label) {
        this.store = store;
        this.shape = shape;
        this.label = label;
    }

    public StoreState store() {
        return store;
    }

    /** The side, variable or store that was asked for. */
    public String label() {
        return label;
    }

    /** The names of the columns from the state, in order; a partition column follows them. */
    public List<String> columns() {
        return shape.columns().stream().map(ViewColumn::name).toList();
    }

    /** The names of the columns that say which entry a row belongs to. */
    public List<String> keyColumns() {
        return shape.columns().stream()
                .filter(column -> column.part() == ViewColumn.Part.KEY)
                .map(ViewColumn::name)
                .toList();
    }

    ViewShape shape() {
        return shape;
    }

    public List<Long> partitions() {
        return store.partitions();
    }

    /**
     * All rows of a partition at a version.
     *
     * @param zone what timestamps are printed in
     */
    public ViewCursor rows(long partition, long version, ZoneId zone) {
        EntryFormat format = format(partition, version);
        StateCursor entries = store.load(partition, version);
        return new ViewCursor(
                source(entries),
                rowReader(format, zone),
                where(partition, version),
                () -> origin(partition, version),
                partition);
    }

    /** What one version changed in a partition, in the order it was written. */
    public ViewCursor changes(long partition, long version, ZoneId zone) {
        EntryFormat format = format(partition, version);
        ChangeCursor changes = store.changes(partition, version);
        return new ViewCursor(
                source(changes),
                rowReader(format, zone),
                where(partition, version),
                () -> originOfChanges(partition, version),
                partition);
    }

    /** Whether an entry with this key is part of the answer, and what its value rows are, for comparing versions. */
    EntryFormat format(long partition, long version) {
        if (store.format().layout() == StoreLayout.HDFS) {
            return new EntryFormat.Bare();
        }
        Optional<Short> family = shape.family().map(name -> family(name, partition, version));
        try {
            KeyCodec keys = family.isPresent()
                    ? KeyCodec.of(shape.keySchema(), shape.keyLayout(), family.get())
                    : KeyCodec.of(shape.keySchema(), shape.keyLayout());
            return new EntryFormat.RocksDb(
                    keys,
                    family,
                    shape.values() == ViewShape.Values.LIST
                            ? Optional.of(store.format().delimiter())
                            : Optional.empty());
        } catch (RowProblem e) {
            throw new PawlException(
                    ErrorCode.STATE_SCHEMA_CORRUPT,
                    "The key schema of " + store.id() + " does not fit its layout: " + e.reason() + ".",
                    e);
        }
    }

    private short family(String name, long partition, long version) {
        return store.columnFamily(partition, version, name)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.STATE_COLUMN_FAMILY_MISSING,
                        "No snapshot in " + store.path(partition) + " below " + store.storageRoot()
                                + " has column family " + name + "; found "
                                + store.columnFamilies(partition, version).keySet().stream()
                                        .sorted()
                                        .toList() + "."))
                .shortValue();
    }

    RowReader rowReader(EntryFormat format, ZoneId zone) {
        return new RowReader(format, shape.columns(), zone);
    }

    String where(long partition, long version) {
        return "Version " + version + " in " + store.path(partition) + " below " + store.storageRoot();
    }

    /** A sentence about the files that a row of a version may be from. */
    String origin(long partition, long version) {
        return origin(store.filesOf(partition, version));
    }

    private String originOfChanges(long partition, long version) {
        return origin(store.files(partition).files().stream()
                .filter(file -> file.version() == version)
                .filter(file -> file.kind() == StateFileName.Kind.DELTA || file.kind() == StateFileName.Kind.CHANGELOG)
                .toList());
    }

    private static String origin(List<StateFileName> files) {
        int count = files.size();
        if (count == 1) {
            return "It is from file " + files.get(0).format() + ".";
        }
        return count == 0
                ? ""
                : "It is from one of the " + count + " files from "
                        + files.get(0).format() + " to " + files.get(count - 1).format() + ".";
    }

    private static EntrySource source(StateCursor rows) {
        return new EntrySource() {
            @Override
            public boolean next() throws java.io.IOException {
                return rows.next();
            }

            @Override
            public Bytes key() {
                return rows.key();
            }

            @Override
            public Bytes value() {
                return rows.value();
            }

            @Override
            public Optional<ChangeType> changeType() {
                return Optional.empty();
            }

            @Override
            public void close() throws java.io.IOException {
                rows.close();
            }
        };
    }

    private static EntrySource source(ChangeCursor changes) {
        return new EntrySource() {
            @Override
            public boolean next() throws java.io.IOException {
                return changes.next();
            }

            @Override
            public Bytes key() {
                return changes.key();
            }

            @Override
            public Bytes value() {
                return changes.value();
            }

            @Override
            public Optional<ChangeType> changeType() {
                return Optional.of(ChangeType.of(changes.kind()));
            }

            @Override
            public void close() throws java.io.IOException {
                changes.close();
            }
        };
    }
}
