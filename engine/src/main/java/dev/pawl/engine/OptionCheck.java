package dev.pawl.engine;

import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.QueryProperties;
import dev.pawl.pipeline.SourceView;
import dev.pawl.pipeline.StreamingTable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Refuses options that neither Pawl nor Spark knows: what a user meant to say with them would not happen. */
public final class OptionCheck {
    /** What a program says with methods, and otherwise as options. */
    private static final List<String> OF_WRITER = Stream.concat(
                    Stream.of(
                            QueryProperties.CHECKPOINT,
                            QueryProperties.PATH,
                            QueryProperties.QUERY_NAME,
                            QueryPlan.STATE_STORE),
                    BadRecordProperties.NAMES.stream())
            .toList();

    /** What a statement may say of its query, whatever it writes. */
    private static final List<String> OF_QUERY = Stream.concat(
                    OF_WRITER.stream(), Stream.of(QueryProperties.TRIGGER, QueryProperties.OUTPUT_MODE))
            .toList();

    private OptionCheck() {}

    /**
     * Of a pipeline that something else runs; formats that only this knows are its own to check.
     *
     * @throws dev.pawl.checkpoint.error.PawlException if there is such an option
     */
    public static void check(Pipeline pipeline) {
        Formats formats = Formats.installed(new MemoryTables(), System.out);
        pipeline.sources()
                .forEach(source -> formats.findSource(source.format()).ifPresent(format -> check(source, format)));
        pipeline.tables().forEach(table -> formats.findSink(table.format()).ifPresent(format -> check(table, format)));
    }

    static void check(SourceView source, SourceFormat format) {
        format.optionNames().ifPresent(names -> names.and(QueryProperties.PATH)
                .requireKnown(source.options().keySet(), source.position().toString(), owner(source)));
    }

    /** How messages name a source. */
    static String owner(SourceView source) {
        return "source " + source.name() + " (" + source.format() + ")";
    }

    static void check(StreamingTable table, SinkFormat format) {
        String owner = "streaming table " + table.name() + " (" + table.format() + ")";
        check(format, OF_QUERY, table.properties(), owner, table.position());
    }

    static void check(QuerySetup setup, SinkFormat format, Position position) {
        check(format, OF_WRITER, setup.options(), "query " + setup.name(), position);
    }

    private static void check(
            SinkFormat sink, List<String> ofQuery, Map<String, String> options, String owner, Position position) {
        sink.optionNames().ifPresent(names -> names.and(ofQuery)
                .requireKnown(BadRecordProperties.without(options.keySet()), position.toString(), owner));
    }
}
