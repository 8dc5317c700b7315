package dev.pawl.engine.builtin;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** {@code console}: each batch as a table for people. */
public final class ConsoleFormat implements SinkFormat {
    private static final int ROWS_SHOWN = 20;
    private static final String LINE = "-------------------------------------------";

    private final PrintStream out;

    public ConsoleFormat(PrintStream out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "console";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                new OptionDoc("numRows", "20", "how many rows of a batch are shown"),
                new OptionDoc("truncate", "`true`", "values of more than 20 characters are cut")));
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        int shown = Math.toIntExact(request.options().number("numRows", 0).orElse(ROWS_SHOWN));
        boolean isCut = request.options().flag("truncate", true);
        ShownTable table = new ShownTable(request.columns(), shown, isCut);
        String description = "ConsoleTable[numRows=" + shown + ", truncate=" + isCut + "]";
        return new KeepingSink(
                description, request.columns(), shown + 1L, (batchId, count, rows) -> print(batchId, table, rows));
    }

    private void print(long batchId, ShownTable table, List<InternalRow> rows) {
        out.print(LINE + "\nBatch: " + batchId + "\n" + LINE + "\n" + table.text(rows) + "\n");
        out.flush();
    }
}
