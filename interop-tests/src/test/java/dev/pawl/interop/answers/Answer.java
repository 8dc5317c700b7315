package dev.pawl.interop.answers;

import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * What an engine answers to a query.
 *
 * @param columns names and types; nothing if it failed
 * @param rows as text, sorted: streams have no order
 * @param condition of the error, by Spark's name; empty if there are rows
 */
record Answer(List<String> columns, List<String> rows, Optional<String> condition) {
    Answer {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    static Answer of(StructType schema, List<InternalRow> rows) {
        List<String> columns = new ArrayList<>();
        for (StructField field : schema.fields()) {
            columns.add(field.name() + " " + field.dataType().asNullable().catalogString());
        }
        List<String> lines =
                rows.stream().map(row -> ValueText.of(row, schema)).sorted().toList();
        return new Answer(columns, lines, Optional.empty());
    }

    /** The condition of the deepest cause that has one; anything else by the name of its class. */
    static Answer failed(Throwable error) {
        String found = "";
        String deepest = "";
        for (@Nullable Throwable cause = error; cause != null; cause = cause.getCause()) {
            deepest = cause instanceof PawlException pawl
                    ? pawl.code().name()
                    : cause.getClass().getName();
            if (cause instanceof SparkThrowable spark && spark.getCondition() != null) {
                found = spark.getCondition();
            }
        }
        return new Answer(List.of(), List.of(), Optional.of(found.isEmpty() ? deepest : found));
    }

    boolean isError() {
        return condition.isPresent();
    }

    @Override
    public String toString() {
        return condition.map(name -> "[" + name + "]").orElseGet(() -> columns + " " + rows);
    }
}
