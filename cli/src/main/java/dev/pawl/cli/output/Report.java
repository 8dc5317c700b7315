package dev.pawl.cli.output;

import java.time.ZoneId;
import java.util.List;

/** Where a command puts its answer, in the form that was asked for. */
public final class Report {
    private final OutputFormat format;
    private final TextSink sink;
    private final TextStyle style;

    public Report(OutputFormat format, TextSink sink, boolean isColored, ZoneId zone) {
        this.format = format;
        this.sink = sink;
        this.style = new TextStyle(isColored && format == OutputFormat.TEXT, zone);
    }

    public OutputFormat format() {
        return format;
    }

    public Table table(Column... columns) {
        return table(List.of(columns));
    }

    public Table table(List<Column> columns) {
        List<Column> fixed = List.copyOf(columns);
        return switch (format) {
            case TEXT -> new TextTable(fixed, sink, style, "");
            case JSON -> new JsonTable(fixed, sink);
            case CSV -> new CsvTable(fixed, sink);
        };
    }

    /** The way for a command that prints JSON itself, one object a line, because its rows are too many for a table. */
    public JsonLines jsonLines() {
        if (format != OutputFormat.JSON) {
            throw new IllegalStateException("json is not what was asked for, but " + format);
        }
        return new JsonLines(sink);
    }

    /** A line of JSON that somebody else has put together. */
    public void jsonLine(String json) {
        sink.write(json + "\n");
    }

    /** Shows what was written so far, for an answer that takes its time. */
    public void flush() {
        sink.flush();
    }

    public Sheet sheet() {
        return new Sheet(this);
    }

    /** A line between tables for people; nothing in the other formats, whose every line is an answer. */
    public void line(String text) {
        if (format == OutputFormat.TEXT) {
            sink.write(Printable.lines(text) + "\n");
        }
    }

    /** Like {@link #line}, beginning with a word that stands out. */
    public void line(Toned word, String text) {
        if (format == OutputFormat.TEXT) {
            StringBuilder line = new StringBuilder();
            style.append(line, Printable.line(word.text()), word.tone());
            sink.write(line.append(Printable.lines(text)).append('\n'));
        }
    }

    TextSink sink() {
        return sink;
    }

    TextStyle style() {
        return style;
    }
}
