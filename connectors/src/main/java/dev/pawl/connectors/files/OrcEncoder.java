package dev.pawl.connectors.files;

import dev.pawl.checkpoint.storage.FileOutput;
import dev.pawl.connectors.format.RecordFile;
import dev.pawl.connectors.orc.OrcOutput;
import dev.pawl.connectors.orc.OrcStyle;
import java.io.IOException;

/** ORC as Spark writes it. */
record OrcEncoder(OrcStyle style) implements RecordEncoder {
    @Override
    public String extension() {
        return style.extension();
    }

    @Override
    public RecordFile begin(FileOutput output) throws IOException {
        return new OrcOutput(output, style);
    }
}
