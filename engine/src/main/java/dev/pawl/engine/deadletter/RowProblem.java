package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import org.apache.spark.SparkThrowable;

/**
 * Why a query cannot take a row.
 *
 * @param errorClass Spark's condition, such as {@code DIVIDE_BY_ZERO}; where it has none, the code or the class of the error
 * @param message with that in front, and a full stop at the end
 */
public record RowProblem(String errorClass, String message) {
    public static RowProblem of(Throwable e) {
        Throwable cause = withoutWrapping(e);
        if (cause instanceof PawlException pawl) {
            return new RowProblem(pawl.code().id(), "[" + pawl.code().id() + "] " + ended(pawl.what()));
        }
        String text = Secrets.withoutSecrets(String.valueOf(cause.getMessage()));
        if (cause instanceof SparkThrowable spark) {
            String condition = spark.getCondition();
            return new RowProblem(
                    condition == null ? cause.getClass().getSimpleName() : condition, ended(text.stripTrailing()));
        }
        String name = cause.getClass().getSimpleName();
        return new RowProblem(name, ended(name + ": " + text));
    }

    private static String ended(String text) {
        return text.endsWith(".") || text.endsWith("\n") ? text : text + ".";
    }

    /** What really happened, below what only passes it on. */
    public static Throwable withoutWrapping(Throwable e) {
        boolean isWrapping = e instanceof UncheckedIOException || e instanceof InvocationTargetException;
        return isWrapping && e.getCause() != null ? withoutWrapping(e.getCause()) : e;
    }
}
