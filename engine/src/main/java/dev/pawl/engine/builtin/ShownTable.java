package dev.pawl.engine.builtin;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ToPrettyString;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Rows as Spark's {@code show} prints them. */
final class ShownTable {
    private static final int CHARS_SHOWN = 20;
    private static final int WIDTH_MIN = 3;

    private final StructType columns;
    private final int rowsShown;
    private final boolean isCut;
    private final List<Expression> texts = new ArrayList<>();

    ShownTable(StructType columns, int rowsShown, boolean isCut) {
        this.columns = columns;
        this.rowsShown = rowsShown;
        this.isCut = isCut;
        Option<String> zone = Option.apply(SQLConf.get().sessionLocalTimeZone());
        for (int i = 0; i < columns.length(); i++) {
            StructField field = columns.apply(i);
            texts.add(new ToPrettyString(new BoundReference(i, field.dataType(), true), zone));
        }
    }

    String text(List<InternalRow> rows) {
        List<List<String>> cells = new ArrayList<>();
        cells.add(List.of(columns.fieldNames()));
        rows.stream()
                .limit(rowsShown)
                .forEach(row -> cells.add(texts.stream()
                        .map(text -> cut(String.valueOf(text.eval(row))))
                        .toList()));
        int[] widths = new int[columns.length()];
        java.util.Arrays.fill(widths, WIDTH_MIN);
        cells.forEach(line -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        });
        StringBuilder rule = new StringBuilder("+");
        for (int width : widths) {
            rule.append("-".repeat(width)).append('+');
        }
        rule.append('\n');
        StringBuilder out = new StringBuilder(rule);
        for (int i = 0; i < cells.size(); i++) {
            line(cells.get(i), widths, out);
            if (i == 0) {
                out.append(rule);
            }
        }
        out.append(rule);
        if (rows.size() > rowsShown) {
            out.append("only showing top ").append(rowsShown).append(rowsShown == 1 ? " row\n" : " rows\n");
        }
        return out.toString();
    }

    private void line(List<String> cells, int[] widths, StringBuilder out) {
        out.append('|');
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - cells.get(i).length());
            out.append(isCut ? pad + cells.get(i) : cells.get(i) + pad).append('|');
        }
        out.append('\n');
    }

    private String cut(String text) {
        return isCut && text.length() > CHARS_SHOWN ? text.substring(0, CHARS_SHOWN - 3) + "..." : text;
    }
}
