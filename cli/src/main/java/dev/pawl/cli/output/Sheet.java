package dev.pawl.cli.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The description of one thing: fields, and lists of what belongs to it. Text shows "label  value" lines and then each list as
 * a table; json is one object with an array for each list; csv is one line with the lists as JSON text.
 */
public final class Sheet {
    private final Report report;
    private final List<Column> columns = new ArrayList<>();
    private final List<@Nullable Object> values = new ArrayList<>();
    private final List<Rows> lists = new ArrayList<>();

    Sheet(Report report) {
        this.report = report;
    }

    /** One of the lists of a sheet. */
    public static final class Rows {
        private final Column column;
        private final List<Column> columns;
        private final List<@Nullable Object[]> rows = new ArrayList<>();

        private Rows(Column column, List<Column> columns) {
            this.column = column;
            this.columns = columns;
        }

        /** @param values one for each column, of the type its kind asks for, or null */
        public void row(@Nullable Object... values) {
            if (values.length != columns.size()) {
                throw new IllegalStateException("a row of " + values.length + " values for columns " + columns);
            }
            rows.add(values);
        }

        private String json() {
            StringBuilder json = new StringBuilder("[");
            for (@Nullable Object[] row : rows) {
                if (json.length() > 1) {
                    json.append(',');
                }
                JsonText.object(json, columns, row);
            }
            return json.append(']').toString();
        }
    }

    /** @param value of the type the column's kind asks for; a field that is null is not shown */
    public Sheet field(Column column, @Nullable Object value) {
        columns.add(column);
        values.add(value);
        return this;
    }

    /** Adds a list; fill it before {@link #end}. */
    public Rows list(String name, String heading, Column... columns) {
        Rows rows = new Rows(Column.json(name, heading), List.of(columns));
        lists.add(rows);
        return rows;
    }

    /** Writes the sheet; call it once. */
    public void end() {
        if (report.format() == OutputFormat.TEXT) {
            text();
            return;
        }
        for (Rows rows : lists) {
            columns.add(rows.column);
            values.add(rows.json());
        }
        Table table = report.table(columns.toArray(new Column[0]));
        table.row(values.toArray());
        table.end();
    }

    private void text() {
        int width = 0;
        for (Column column : columns) {
            width = Math.max(width, column.label().length());
        }
        TextStyle style = report.style();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            Object value = values.get(i);
            if (value != null) {
                StringBuilder line = new StringBuilder();
                style.append(line, column.label(), Tone.STRONG);
                line.append(" ".repeat(width - column.label().length() + 2));
                style.append(line, style.cell(column, value), value);
                report.sink().write(line.append('\n'));
            }
        }
        for (Rows rows : lists) {
            if (!rows.rows.isEmpty()) {
                StringBuilder heading = new StringBuilder("\n");
                style.append(heading, rows.column.label().toUpperCase(Locale.ROOT), Tone.STRONG);
                report.sink().write(heading.append('\n'));
                TextTable table = new TextTable(rows.columns, report.sink(), style, "  ");
                rows.rows.forEach(table::row);
                table.end();
            }
        }
    }
}
