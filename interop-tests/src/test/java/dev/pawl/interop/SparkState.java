package dev.pawl.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A checkpoint's state as Spark's own batch sources tell it. */
final class SparkState {
    private final SparkHarness spark;
    private final Map<String, String> confs;
    private final Path checkpoint;

    /** {@code confs} are the settings of the reading session: checkpoint format 2 is not readable without them. */
    SparkState(SparkHarness spark, Map<String, String> confs, Path checkpoint) {
        this.spark = spark;
        this.confs = Map.copyOf(confs);
        this.checkpoint = checkpoint;
    }

    /** The rows of the {@code statestore} source for these options, as JSON, sorted. */
    List<String> rows(Map<String, String> options) {
        return read("statestore", options).toJSON().collectAsList().stream()
                .sorted()
                .toList();
    }

    /** The schema of the {@code statestore} source for these options, as DDL. */
    String columns(Map<String, String> options) {
        return read("statestore", options).schema().toDDL();
    }

    /** The rows of the {@code state-metadata} source, as JSON, in its order. */
    List<String> operators() {
        return read("state-metadata", Map.of()).toJSON().collectAsList();
    }

    Dataset<Row> read(String source, Map<String, String> options) {
        return spark.session(confs).read().format(source).options(options).load(checkpoint.toString());
    }
}
