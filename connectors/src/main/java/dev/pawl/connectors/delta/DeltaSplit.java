package dev.pawl.connectors.delta;

import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import io.delta.kernel.data.Row;
import io.delta.kernel.internal.InternalScanFileUtils;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Some files of a table. */
record DeltaSplit(DeltaTable table, Row scanState, List<Row> files, StructType required, DeltaRowReader.Missing missing)
        implements Split {
    DeltaSplit {
        files = List.copyOf(files);
    }

    @Override
    public String description() {
        String first = StorageFileIO.relative(
                InternalScanFileUtils.getAddFileStatus(files.get(0)).getPath());
        String others = files.size() == 1 ? "" : " and " + (files.size() - 1) + " more";
        return table.location() + "/" + first + others;
    }

    @Override
    public RowReader open() {
        return new DeltaRowReader(table, scanState, files, required, missing);
    }
}
