package dev.pawl.engine.source;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** A format that queries read, found by the name users give after {@code USING}. */
public interface SourceFormat {
    /** In lower case: {@code kafka}. */
    String name();

    /** All options it takes; empty if it cannot tell, and then every name is taken. */
    default Optional<OptionNames> optionNames() {
        return Optional.empty();
    }

    /**
     * A table as a pipeline defines it. Looks at the outside only as far as its columns need it.
     *
     * @param columns those the user gave; empty where the format is to tell them
     */
    SourceTable define(Options options, Optional<StructType> columns, Outside outside);

    /** How others read what a query writes with the sink of the same name; empty if they cannot. Looks at nothing outside yet. */
    default Optional<ReadBack> readBack(WrittenTable written, Outside outside) {
        return written.options().find("path").map(path -> {
            Options reading = new Options(written.options().owner(), Map.of("path", path));
            return new ReadBack(written.columns(), () -> define(reading, Optional.of(written.columns()), outside));
        });
    }
}
