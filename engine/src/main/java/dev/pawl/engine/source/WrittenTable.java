package dev.pawl.engine.source;

import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.StructType;

/**
 * What a query writes, for others of its pipeline that read it.
 *
 * @param options those of the sink
 * @param columns the rows of the query
 * @param partitionColumns columns that become directories of the target
 */
public record WrittenTable(Options options, StructType columns, List<String> partitionColumns) {
    public WrittenTable {
        partitionColumns = List.copyOf(partitionColumns);
    }

    /** Those of its options that readers know too: what was written with them is not understood without. */
    public Options readingOptions(OptionNames ofSource) {
        Map<String, String> reading = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.asMap().forEach((name, value) -> {
            if (ofSource.isKnown(name)) {
                reading.put(name, value);
            }
        });
        return new Options(options.owner(), reading);
    }
}
