package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.predicate.Predicate;
import dev.pawl.checkpoint.row.Row;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.type.DataType;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import dev.pawl.checkpoint.view.ViewColumn.Part;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The values of one row, decoded when they are asked for. Names are found whatever their case, as in Spark's SQL. */
final class ViewFields implements Predicate.Fields {
    static final String PARTITION = "partition_id";

    private final RowReader reader;
    private final byte[] keyRow;
    private final byte @Nullable [] valueRow;
    private final long partition;
    private final Function<RowProblem, PawlException> damaged;
    private final Map<Part, Row> decoded = new EnumMap<>(Part.class);

    ViewFields(
            RowReader reader,
            byte[] keyRow,
            byte @Nullable [] valueRow,
            long partition,
            Function<RowProblem, PawlException> damaged) {
        this.reader = reader;
        this.keyRow = keyRow;
        this.valueRow = valueRow;
        this.partition = partition;
        this.damaged = damaged;
    }

    @Override
    public @Nullable Object value(List<String> path) {
        String name = path.get(0);
        if (name.equalsIgnoreCase(PARTITION) && path.size() == 1) {
            return partition;
        }
        for (ViewColumn column : reader.columns()) {
            if (column.name().equalsIgnoreCase(name)) {
                return value(column, path);
            }
        }
        throw unknown(path, 0, reader.columns().stream().map(ViewColumn::name).toList());
    }

    private @Nullable Object value(ViewColumn column, List<String> path) {
        Row row = row(column.part());
        if (column instanceof ViewColumn.Field field) {
            return below(column.type(), row == null ? null : row.value(field.ordinal()), path, 1);
        }
        ViewColumn.Struct struct = (ViewColumn.Struct) column;
        if (path.size() == 1) {
            return row;
        }
        int index = find(struct.type(), path, 1);
        return below(
                struct.type().field(index).type(),
                row == null ? null : row.value(struct.ordinals().get(index)),
                path,
                2);
    }

    private @Nullable Object below(DataType type, @Nullable Object value, List<String> path, int depth) {
        if (depth == path.size()) {
            return value;
        }
        if (!(type.stored() instanceof StructType struct)) {
            throw unknown(path, depth, List.of());
        }
        int index = find(struct, path, depth);
        Object inner = value instanceof Row row ? row.value(index) : null;
        return below(struct.field(index).type(), inner, path, depth + 1);
    }

    private static int find(StructType struct, List<String> path, int depth) {
        for (int i = 0; i < struct.size(); i++) {
            if (struct.field(i).name().equalsIgnoreCase(path.get(depth))) {
                return i;
            }
        }
        throw unknown(
                path, depth, struct.fields().stream().map(StructField::name).toList());
    }

    private @Nullable Row row(Part part) {
        byte[] bytes = part == Part.KEY ? keyRow : valueRow;
        if (bytes == null) {
            return null;
        }
        Row known = decoded.get(part);
        if (known == null) {
            try {
                known = reader.decode(part, bytes);
            } catch (RowProblem e) {
                throw damaged.apply(e);
            }
            decoded.put(part, known);
        }
        return known;
    }

    private static PawlException unknown(List<String> path, int depth, List<String> known) {
        return new PawlException(
                ErrorCode.PREDICATE_INVALID,
                "There is no column or field " + String.join(".", path.subList(0, depth + 1)) + "; "
                        + (known.isEmpty() ? "it has no fields." : "there are " + String.join(", ", known) + "."));
    }
}
