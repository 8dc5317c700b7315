package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.orc.OrcOutput;
import dev.pawl.connectors.orc.OrcStyle;
import java.io.IOException;
import org.apache.spark.sql.catalyst.InternalRow;

/** ORC as Spark writes it. */
record OrcEncoder(OrcStyle style) implements RecordEncoder {
    @Override
    public String extension() {
        return style.extension();
    }

    @Override
    public OpenFile begin(FileOutput output) throws IOException {
        OrcOutput file = new OrcOutput(output, style);
        return new OpenFile() {
            @Override
            public void write(InternalRow row) throws IOException {
                file.write(row);
            }

            @Override
            public long finish() throws IOException {
                return file.finish();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }
}
