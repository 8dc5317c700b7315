package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.connectors.files.FileOptionNames;
import dev.pawl.engine.builtin.ConsoleFormat;
import dev.pawl.engine.builtin.MemoryTables;
import dev.pawl.engine.builtin.NoopFormat;
import dev.pawl.engine.builtin.RateFormat;
import dev.pawl.engine.builtin.RateMicroBatchFormat;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.source.SourceFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of options in {@code docs/reference} are those of the code, between marks such as {@code <!-- options: sink kafka -->}. */
class OptionPagesTest {
    private static final Path PAGES = Path.of("..", "docs", "reference");
    private static final Pattern TABLE =
            Pattern.compile("<!-- options: (\\w+ [\\w-]+) -->\n(.*?)<!-- end of options -->", Pattern.DOTALL);

    @Test
    void tablesOfOptionsAreThoseOfTheCode() throws IOException {
        Map<String, OptionNames> formats = formats();
        TreeSet<String> found = new TreeSet<>();
        for (Path page : pages()) {
            String text = Files.readString(page);
            String expected = TABLE.matcher(text).replaceAll(table -> {
                found.add(table.group(1));
                OptionNames names = Optional.ofNullable(formats.get(table.group(1)))
                        .orElseThrow(() -> new AssertionError(page + " names " + table.group(1)));
                return Matcher.quoteReplacement(
                        "<!-- options: " + table.group(1) + " -->\n" + names.table() + "<!-- end of options -->");
            });
            if (Boolean.getBoolean("golden.update")) {
                Files.writeString(page, expected);
            } else {
                assertThat(text).as(page.toString()).isEqualTo(expected);
            }
        }
        assertThat(found).isEqualTo(formats.keySet());
    }

    private static Iterable<Path> pages() throws IOException {
        try (var pages = Files.list(PAGES)) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static Map<String, OptionNames> formats() {
        Map<String, OptionNames> formats = new TreeMap<>();
        MemoryTables memory = new MemoryTables();
        Stream<SourceFormat> sources = Stream.of(memory, new RateFormat(), new RateMicroBatchFormat());
        Stream.concat(sources, installed(SourceFormat.class))
                .forEach(format -> put(formats, "source " + format.name(), format.optionNames()));
        Stream<SinkFormat> sinks = Stream.of(memory, new NoopFormat(), new ConsoleFormat(System.out));
        Stream.concat(sinks, installed(SinkFormat.class))
                .forEach(format -> put(formats, "sink " + format.name(), format.optionNames()));
        formats.putAll(FileOptionNames.tables());
        return formats;
    }

    private static <F> Stream<F> installed(Class<F> kind) {
        return ServiceLoader.load(kind).stream().map(ServiceLoader.Provider::get);
    }

    private static void put(Map<String, OptionNames> formats, String name, Optional<OptionNames> options) {
        options.ifPresent(names -> formats.put(name, names));
    }
}
