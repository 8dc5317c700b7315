package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.row.Row;
import dev.pawl.checkpoint.row.RowDecoder;
import dev.pawl.checkpoint.row.RowJsonPrinter;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.type.StructType;
import dev.pawl.checkpoint.view.ViewColumn.Part;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Prints and decodes the columns of a view from a key row and a value row; made once for all rows. */
final class RowReader {
    private final EntryFormat format;
    private final List<ViewColumn> columns;
    private final List<RowJsonPrinter> printers = new ArrayList<>();
    private final Map<Part, RowDecoder> decoders = new EnumMap<>(Part.class);

    RowReader(EntryFormat format, List<ViewColumn> columns, ZoneId zone) {
        this.format = format;
        this.columns = columns;
        for (ViewColumn column : columns) {
            if (column instanceof ViewColumn.Struct struct) {
                printers.add(RowJsonPrinter.of(struct.row(), struct.ordinals(), zone));
            } else if (column instanceof ViewColumn.Field field) {
                printers.add(RowJsonPrinter.of(field.renamed(), List.of(field.ordinal()), zone));
            }
            decoders.computeIfAbsent(column.part(), part -> RowDecoder.of(rowSchema(column)));
        }
    }

    private static StructType rowSchema(ViewColumn column) {
        return column instanceof ViewColumn.Struct struct ? struct.row() : ((ViewColumn.Field) column).row();
    }

    EntryFormat format() {
        return format;
    }

    List<ViewColumn> columns() {
        return columns;
    }

    /**
     * Prints all columns, without braces around them.
     *
     * @param valueRow null where a change deleted the entry
     */
    boolean print(byte[] keyRow, byte @Nullable [] valueRow, boolean first, JsonBuffer out) throws RowProblem {
        boolean nothingYet = first;
        for (int i = 0; i < columns.size(); i++) {
            ViewColumn column = columns.get(i);
            byte[] row = column.part() == Part.KEY ? keyRow : valueRow;
            if (row == null) {
                continue;
            }
            if (column instanceof ViewColumn.Field) {
                nothingYet &= !printers.get(i).printFields(row, nothingYet, out);
                continue;
            }
            if (!nothingYet) {
                out.raw(',');
            }
            nothingYet = false;
            out.string(column.name());
            out.raw(':');
            printers.get(i).print(row, out);
        }
        return !nothingYet;
    }

    /**
     * Prints the value of one column.
     *
     * @param valueRow null where there is no value
     * @return whether there is one; nothing is printed for null
     */
    boolean printColumn(int index, byte[] keyRow, byte @Nullable [] valueRow, JsonBuffer out) throws RowProblem {
        ViewColumn column = columns.get(index);
        byte[] row = column.part() == Part.KEY ? keyRow : valueRow;
        if (row == null) {
            return false;
        }
        if (column instanceof ViewColumn.Field) {
            return printers.get(index).printValue(row, 0, out);
        }
        printers.get(index).print(row, out);
        return true;
    }

    Row decode(Part part, byte[] row) throws RowProblem {
        RowDecoder decoder = decoders.get(part);
        return decoder == null ? Row.of() : decoder.decode(row);
    }
}
