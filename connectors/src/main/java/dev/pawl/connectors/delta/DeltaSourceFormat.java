package dev.pawl.connectors.delta;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** {@code USING delta} as a source. */
public final class DeltaSourceFormat implements SourceFormat {
    @Override
    public String name() {
        return "delta";
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        return DeltaSourceTable.define(options, columns, outside);
    }
}
