package dev.pawl.cli.output;

import dev.pawl.checkpoint.row.JsonBuffer;

/** Objects that a command prints itself, one a line. A line that is not ended is not written. */
public final class JsonLines {
    private final TextSink sink;
    private final JsonBuffer line = new JsonBuffer();

    JsonLines(TextSink sink) {
        this.sink = sink;
    }

    /** Where the fields of the next object go, with commas but without braces. */
    public JsonBuffer begin() {
        line.truncate(0);
        line.raw('{');
        return line;
    }

    /** Writes the object. */
    public void end() {
        line.raw('}');
        line.raw('\n');
        sink.write(line);
    }
}
