package dev.pawl.cli.state;

import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.view.ViewCursor;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Report;
import dev.pawl.cli.output.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows as cells: the columns of all views side by side, values as JSON text. */
final class TableRows implements RowOutput {
    private final RowLayout layout;
    private final List<String> viewColumns;
    private final Table table;
    private final JsonBuffer json = new JsonBuffer();
    private int[] places = new int[0];
    private @Nullable Object[] cells = new Object[0];

    TableRows(Report report, RowLayout layout, List<StateSelection.Part> parts) {
        this.layout = layout;
        Set<String> names = new LinkedHashSet<>();
        for (StateSelection.Part part : parts) {
            names.addAll(part.view().columns());
        }
        viewColumns = List.copyOf(names);
        List<Column> columns = new ArrayList<>();
        if (layout.hasParts()) {
            columns.add(Column.number(RowColumns.OPERATOR, RowColumns.OPERATOR));
            columns.add(Column.text(RowColumns.STORE, RowColumns.STORE));
        }
        if (layout.hasChanges()) {
            columns.add(Column.number(RowColumns.BATCH, RowColumns.BATCH));
            columns.add(Column.text(RowColumns.CHANGE, RowColumns.CHANGE));
        }
        for (String name : viewColumns) {
            columns.add(Column.json(name, name));
        }
        columns.add(Column.number(RowColumns.PARTITION, RowColumns.PARTITION));
        table = report.table(columns);
    }

    @Override
    public void begin(StateSelection.Part part) {
        int first = (layout.hasParts() ? 2 : 0) + (layout.hasChanges() ? 2 : 0);
        places = part.view().columns().stream()
                .mapToInt(name -> first + viewColumns.indexOf(name))
                .toArray();
        cells = new Object[first + viewColumns.size() + 1];
        if (layout.hasParts()) {
            cells[0] = part.operator().id();
            cells[1] = part.view().label();
        }
        if (layout.hasChanges()) {
            cells[first - 2] = layout.batchId();
        }
    }

    @Override
    public void row(ViewCursor row) {
        for (int i = 0; i < places.length; i++) {
            json.truncate(0);
            cells[places[i]] = row.printColumn(i, json) ? json.toString() : null;
        }
        if (layout.hasChanges()) {
            cells[layout.hasParts() ? 3 : 1] =
                    row.changeType().map(Object::toString).orElse(null);
        }
        cells[cells.length - 1] = row.partition();
        table.row(cells);
    }

    @Override
    public void end() {
        table.end();
    }
}
