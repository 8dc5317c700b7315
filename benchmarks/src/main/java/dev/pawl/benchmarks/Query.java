package dev.pawl.benchmarks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What both engines are to run: one source, one {@code SELECT} that reads it by the name {@code source}, one sink.
 *
 * @param trigger as a pipeline file says it
 * @param sinkOptions with the path of the sink, if it has one, and {@code checkpointLocation}
 * @param confs what is set before
 */
record Query(
        String source,
        Map<String, String> sourceOptions,
        String select,
        String sink,
        Map<String, String> sinkOptions,
        String trigger,
        Map<String, String> confs) {
    static final String CONTINUOUS = "continuous-batches";
    static final String AVAILABLE_NOW = "available-now";

    private static final String SOURCE_OPTION = "source.option.";
    private static final String SINK_OPTION = "sink.option.";
    private static final String CONF = "conf.";

    Query {
        sourceOptions = Map.copyOf(sourceOptions);
        sinkOptions = Map.copyOf(sinkOptions);
        confs = Map.copyOf(confs);
    }

    Query(
            String source,
            Map<String, String> sourceOptions,
            String select,
            String sink,
            Map<String, String> sinkOptions,
            String trigger) {
        this(source, sourceOptions, select, sink, sinkOptions, trigger, Map.of());
    }

    /** The same query as a pipeline file. */
    String sql() {
        Map<String, String> properties = new LinkedHashMap<>(sinkOptions);
        properties.put("trigger", trigger);
        String settings = new TreeMap<>(confs)
                .entrySet().stream()
                        .map(conf -> "SET " + conf.getKey() + " = " + conf.getValue() + ";\n")
                        .collect(Collectors.joining());
        return settings + """
                CREATE TEMPORARY VIEW source
                USING `%s`
                OPTIONS (%s);

                CREATE STREAMING TABLE target
                USING `%s`
                TBLPROPERTIES (%s)
                AS %s;
                """.formatted(source, list(sourceOptions), sink, list(properties), select);
    }

    private static String list(Map<String, String> options) {
        return new TreeMap<>(options)
                .entrySet().stream()
                        .map(option -> "'" + option.getKey() + "' = '" + option.getValue() + "'")
                        .collect(Collectors.joining(", "));
    }

    /** The same query for {@link SparkMain}. */
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("source", source);
        properties.setProperty("select", select);
        properties.setProperty("sink", sink);
        properties.setProperty("trigger", trigger);
        sourceOptions.forEach((name, value) -> properties.setProperty(SOURCE_OPTION + name, value));
        sinkOptions.forEach((name, value) -> properties.setProperty(SINK_OPTION + name, value));
        confs.forEach((name, value) -> properties.setProperty(CONF + name, value));
        return properties;
    }

    static Query of(Properties properties) {
        return new Query(
                properties.getProperty("source"),
                below(SOURCE_OPTION, properties),
                properties.getProperty("select"),
                properties.getProperty("sink"),
                below(SINK_OPTION, properties),
                properties.getProperty("trigger"),
                below(CONF, properties));
    }

    private static Map<String, String> below(String prefix, Properties properties) {
        return properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toMap(name -> name.substring(prefix.length()), properties::getProperty));
    }
}
