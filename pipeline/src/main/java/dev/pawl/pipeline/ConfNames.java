package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.spark.internal.config.ConfigEntry;
import org.apache.spark.sql.internal.SQLConf$;

/** Which configurations a pipeline may set. */
public final class ConfNames {
    /** Configurations of Hadoop's file systems begin with it. */
    public static final String HADOOP = "spark.hadoop.";

    /** Beginnings of configurations that Spark has no list of. */
    private static final List<String> FREE_PREFIXES = List.of(HADOOP, "spark.sql.streaming.stateStore.rocksdb.");

    private static final int HINT_ERRORS_MAX = 6;

    private ConfNames() {}

    /** @throws PawlException if Spark SQL has none of this name */
    public static void requireKnown(String key, Position position) {
        if (!SQLConf$.MODULE$.containsConfigKey(key) && FREE_PREFIXES.stream().noneMatch(key::startsWith)) {
            throw new PawlException(
                    ErrorCode.PIPELINE_INVALID,
                    position + ": " + key + " is no configuration of Spark SQL." + hint(key));
        }
    }

    private static String hint(String key) {
        LevenshteinDistance distance = new LevenshteinDistance(HINT_ERRORS_MAX);
        return SQLConf$.MODULE$.getConfigEntries().stream()
                .map(ConfigEntry::key)
                .filter(known -> distance.apply(key, known) >= 0)
                .min(Comparator.comparing(known -> distance.apply(key, known)))
                .map(near -> " Did you mean " + near + "?")
                .orElse("");
    }
}
