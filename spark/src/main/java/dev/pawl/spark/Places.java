package dev.pawl.spark;

import dev.pawl.pipeline.QueryProperties;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Locations as pipelines have them: one without a scheme is a path on the local disk. Spark would look for it in whatever file
 * system Hadoop is configured to begin with.
 */
final class Places {
    private static final String LOCAL = "file:";
    private static final Pattern HAS_SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:/.*", Pattern.DOTALL);

    private Places() {}

    static String qualified(String location) {
        return HAS_SCHEME.matcher(location).matches()
                ? location
                : LOCAL + Path.of(location).toAbsolutePath();
    }

    /** What a query writes, checkpoint and target, and is on the disk of a machine. */
    static List<String> onOneMachine(QueryProperties properties) {
        Optional<String> target = Optional.ofNullable(properties.ofSink().get(QueryProperties.PATH));
        return Stream.concat(properties.checkpoint().stream(), target.stream())
                .map(Places::qualified)
                .filter(place -> place.startsWith(LOCAL))
                .toList();
    }
}
