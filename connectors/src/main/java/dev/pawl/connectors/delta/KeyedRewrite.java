package dev.pawl.connectors.delta;

import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.RowReader;
import io.delta.kernel.internal.SnapshotImpl;
import io.delta.kernel.internal.actions.AddFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.types.StructType;

/**
 * What rows of some keys take the place of: every file with one of the keys is written again without them.
 *
 * <p>Asked again after another writer was faster, it looks only at files it has not seen, and writes again only if a file
 * is among those with keys that was not, or is gone that was.
 */
final class KeyedRewrite {
    private final DeltaTable table;
    private final FileRewrite files;
    private final MergeKeys merge;
    private final BatchKeys keys;
    private final Map<FileId, Boolean> hasKeys = new HashMap<>();
    private Set<FileId> rewritten = Set.of();
    private List<DataFile> rest = List.of();

    KeyedRewrite(DeltaTable table, Outside outside, FileStyle style, MergeKeys merge, BatchKeys keys) {
        this.table = table;
        this.files = new FileRewrite(table, outside, style);
        this.merge = merge;
        this.keys = keys;
    }

    /** What changes in a version. The files it adds are written when this returns, and belong to no version yet. */
    Replacement of(SnapshotImpl snapshot) {
        if (keys.size() == 0) {
            return Replacement.NONE;
        }
        List<AddFile> touched = new ArrayList<>();
        Set<FileId> ids = new HashSet<>();
        TableScan scan = new TableScan(table, snapshot, keyColumns(snapshot));
        for (AddFile file : TableLog.files(table, snapshot, keys.filter())) {
            FileId id = FileId.of(file);
            if (hasKeys.computeIfAbsent(id, any -> hasKey(scan, file))) {
                touched.add(file);
                ids.add(id);
            }
        }
        if (!ids.equals(rewritten)) {
            forget();
            rest = touched.isEmpty() ? List.of() : write(snapshot, touched);
            rewritten = ids;
        }
        return new Replacement(touched, rest);
    }

    /** Deletes what was written and is of no use. */
    private void forget() {
        DeltaRowWriter.delete(table.storage(), rest);
        rest = List.of();
        rewritten = Set.of();
    }

    private StructType keyColumns(SnapshotImpl snapshot) {
        Set<String> present = Set.of(FileRewrite.columns(snapshot).fieldNames());
        for (String name : merge.columns().fieldNames()) {
            if (!present.contains(name)) {
                throw table.unsupported("has no column " + name + " any more, which is among the " + MergeKeys.OPTION);
            }
        }
        return merge.columns();
    }

    private boolean hasKey(TableScan scan, AddFile file) {
        KeyEncoder encoder = new KeyEncoder(merge, merge.ordinals(merge.columns()));
        try (RowReader rows = scan.read(List.of(file))) {
            while (rows.next()) {
                encoder.encode(rows.row());
                if (encoder.isIn(keys.set())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw table.unavailable(e);
        }
    }

    private List<DataFile> write(SnapshotImpl snapshot, List<AddFile> touched) {
        KeyEncoder encoder = new KeyEncoder(merge, merge.ordinals(FileRewrite.columns(snapshot)));
        return files.write(snapshot, touched, row -> {
            encoder.encode(row);
            return !encoder.isIn(keys.set());
        });
    }
}
