package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.view.ViewColumn.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Prints whole entries of a view: the key columns, and the value column with all elements if it is a list. */
final class EntryPrinter {
    private static final byte[] NO_ROW = new byte[0];

    private final RowReader reader;
    private final boolean isList;
    private final JsonBuffer json = new JsonBuffer();

    EntryPrinter(RowReader reader, ViewShape.Values values) {
        this.reader = reader;
        this.isList = values == ViewShape.Values.LIST;
    }

    List<@Nullable String> keys(byte[] keyRow) throws RowProblem {
        List<@Nullable String> keys = new ArrayList<>();
        for (int i = 0; i < reader.columns().size(); i++) {
            if (reader.columns().get(i).part() == Part.KEY) {
                json.truncate(0);
                keys.add(reader.printColumn(i, keyRow, null, json) ? json.toString() : null);
            }
        }
        return keys;
    }

    /** Empty where the view shows nothing of the value. */
    String value(Bytes stored) throws RowProblem {
        json.truncate(0);
        for (int i = 0; i < reader.columns().size(); i++) {
            if (reader.columns().get(i).part() == Part.VALUE) {
                value(i, reader.format().valueRows(stored));
            }
        }
        return json.toString();
    }

    private void value(int column, List<byte[]> rows) throws RowProblem {
        if (isList) {
            json.raw('[');
        }
        for (int i = 0; i < rows.size(); i++) {
            if (i > 0) {
                json.raw(',');
            }
            reader.printColumn(column, NO_ROW, rows.get(i), json);
        }
        if (isList) {
            json.raw(']');
        }
    }

    static Optional<String> present(String json) {
        return json.isEmpty() ? Optional.empty() : Optional.of(json);
    }
}
