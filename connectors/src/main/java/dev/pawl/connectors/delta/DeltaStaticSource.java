package dev.pawl.connectors.delta;

import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import io.delta.kernel.internal.SnapshotImpl;
import java.util.List;

/** One version of a table. */
record DeltaStaticSource(DeltaTable table, SnapshotImpl snapshot, TableScan scan) implements StaticSource {
    @Override
    public List<Split> splits() {
        return scan.splits(TableLog.files(table, snapshot));
    }

    @Override
    public void close() {
        table.close();
    }
}
