package dev.pawl.cli.state;

import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.OutputFormat;
import dev.pawl.cli.output.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What could not be read while the rest is still shown. Machines find it in the column {@code problem} of the row that it
 * belongs to, people below the table; in the end it decides how the command ends.
 */
final class Problems {
    private final Invocation invocation;
    private final List<PawlException> found = new ArrayList<>();

    Problems(Invocation invocation) {
        this.invocation = invocation;
    }

    private boolean isText() {
        return invocation.report().format() == OutputFormat.TEXT;
    }

    Table table(Column... columns) {
        List<Column> all = new ArrayList<>(List.of(columns));
        if (!isText()) {
            all.add(Column.text("problem", "Problem"));
        }
        return invocation.report().table(all);
    }

    /** Adds a row; a problem other than damage ends the command at once. */
    void row(Table table, @Nullable PawlException problem, @Nullable Object... values) {
        if (problem != null) {
            if (problem.code().kind() != ErrorKind.DAMAGED) {
                throw problem;
            }
            found.add(problem);
            invocation.foresee(problem.code());
        }
        @Nullable Object[] all = values;
        if (!isText()) {
            all = Arrays.copyOf(values, values.length + 1);
            all[values.length] = problem == null ? null : problem.getMessage();
        }
        table.row(all);
    }

    /** Fails with the last problem, after notes about the others. */
    void end() {
        if (found.isEmpty()) {
            return;
        }
        if (isText()) {
            for (PawlException problem : found.subList(0, found.size() - 1)) {
                invocation.note(String.valueOf(problem.getMessage()));
            }
        }
        throw found.get(found.size() - 1);
    }
}
