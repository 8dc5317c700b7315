package dev.pawl.engine;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.builtin.ConsoleFormat;
import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.builtin.NoopFormat;
import dev.pawl.engine.builtin.RateFormat;
import dev.pawl.engine.builtin.RateMicroBatchFormat;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.pipeline.Position;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The formats there are, by the names users give after {@code USING}. */
public final class Formats {
    private final Map<String, SourceFormat> sources = new TreeMap<>();
    private final Map<String, SinkFormat> sinks = new TreeMap<>();

    public Formats(List<SourceFormat> sources, List<SinkFormat> sinks) {
        sources.forEach(format -> this.sources.put(format.name(), format));
        sinks.forEach(format -> this.sinks.put(format.name(), format));
    }

    /** Those of the engine itself and those on the class path. */
    static Formats installed(MemoryTables memory, PrintStream console) {
        return withInstalled(
                List.of(memory, new RateFormat(), new RateMicroBatchFormat()),
                List.of(memory, new ConsoleFormat(console), new NoopFormat()));
    }

    /** Those given and those on the class path. */
    public static Formats withInstalled(List<SourceFormat> sources, List<SinkFormat> sinks) {
        List<SourceFormat> allSources = new ArrayList<>(sources);
        ServiceLoader.load(SourceFormat.class).forEach(allSources::add);
        List<SinkFormat> allSinks = new ArrayList<>(sinks);
        ServiceLoader.load(SinkFormat.class).forEach(allSinks::add);
        return new Formats(allSources, allSinks);
    }

    SourceFormat source(String name, Position position) {
        return find(sources, name, position, "read");
    }

    SinkFormat sink(String name, Position position) {
        return find(sinks, name, position, "written");
    }

    Optional<SourceFormat> findSource(String name) {
        return Optional.ofNullable(sources.get(name.toLowerCase(Locale.ROOT)));
    }

    Optional<SinkFormat> findSink(String name) {
        return Optional.ofNullable(sinks.get(name.toLowerCase(Locale.ROOT)));
    }

    boolean canRead(String name) {
        return sources.containsKey(name.toLowerCase(Locale.ROOT));
    }

    private static <F> F find(Map<String, F> formats, String name, Position position, String done) {
        F format = formats.get(name.toLowerCase(Locale.ROOT));
        if (format == null) {
            throw new PawlException(
                    ErrorCode.SOURCE_NOT_FOUND,
                    position + ": " + name + " is no format that can be " + done + ". There are "
                            + String.join(", ", formats.keySet()) + ".");
        }
        return format;
    }
}
