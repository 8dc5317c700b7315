package dev.pawl.cli.state;

import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.view.ViewCursor;
import dev.pawl.cli.output.JsonLines;
import java.nio.charset.StandardCharsets;

/** Rows as JSON, copied from the encoded state into the output without objects in between. */
final class JsonRows implements RowOutput {
    private static final byte[] PARTITION = field(RowColumns.PARTITION);
    private static final byte[] CHANGE = field(RowColumns.CHANGE);

    private final JsonLines lines;
    private final RowLayout layout;
    private byte[] start = new byte[0];
    private final byte[] batch;

    JsonRows(JsonLines lines, RowLayout layout) {
        this.lines = lines;
        this.layout = layout;
        JsonBuffer json = new JsonBuffer();
        json.raw(field(RowColumns.BATCH));
        json.number(layout.batchId());
        json.raw(',');
        batch = utf8(json);
    }

    @Override
    public void begin(StateSelection.Part part) {
        JsonBuffer json = new JsonBuffer();
        if (layout.hasParts()) {
            json.raw(field(RowColumns.OPERATOR));
            json.number(part.operator().id());
            json.raw(',');
            json.raw(field(RowColumns.STORE));
            json.string(part.view().label());
            json.raw(',');
        }
        start = utf8(json);
    }

    @Override
    public void row(ViewCursor row) {
        JsonBuffer line = lines.begin();
        line.raw(start);
        if (layout.hasChanges()) {
            line.raw(batch);
            line.raw(CHANGE);
            line.string(row.changeType().map(Object::toString).orElse(""));
            line.raw(',');
        }
        if (row.printFields(true, line)) {
            line.raw(',');
        }
        line.raw(PARTITION);
        line.number(row.partition());
        lines.end();
    }

    @Override
    public void end() {}

    private static byte[] field(String name) {
        return ("\"" + name + "\":").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] utf8(JsonBuffer json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
