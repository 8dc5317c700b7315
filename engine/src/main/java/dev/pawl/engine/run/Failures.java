package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.engine.deadletter.RowProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.SparkThrowable;

/** What went wrong in a task or a query, and whether trying again can help. */
final class Failures {
    private Failures() {}

    /** Work of a task that reads or writes. */
    interface Work<T> {
        T run() throws IOException;
    }

    static <T> T unchecked(Work<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An expression that fails on a row fails on it again; a source or a sink may have had a bad moment. */
    static boolean isWorthRetry(Exception e) {
        if (e instanceof PawlException pawl) {
            return pawl.code().kind() == ErrorKind.UNAVAILABLE;
        }
        return e instanceof IOException || e instanceof UncheckedIOException;
    }

    /** Whether evaluating a row failed because of the row: nothing else takes part in it, unless somebody says so. */
    static boolean isOfRow(Exception e) {
        if (e instanceof PawlException pawl) {
            return pawl.code().kind() == ErrorKind.ROWS_UNFIT;
        }
        return !(e instanceof IOException || e instanceof UncheckedIOException || e instanceof InterruptedException);
    }

    /** @param position of the record whose row it is */
    static PawlException ofRow(String position, Exception e) {
        if (e instanceof PawlException pawl) {
            return new PawlException(
                    pawl.code(), pawl.what() + " The row comes from the record at " + position + ".", e);
        }
        return new PawlException(
                ErrorCode.ROW_FAILED,
                "The record at " + position + " cannot be evaluated: "
                        + RowProblem.of(e).message(),
                e);
    }

    /** What several records gave: that one of them is bad cannot be told. */
    static PawlException ofResult(String what, Exception e) {
        return new PawlException(
                ErrorCode.RESULT_FAILED,
                what + " cannot be evaluated: " + RowProblem.of(e).message(),
                e);
    }

    /** @param of what the task worked on: {@code orders-3 from 100 to 250} */
    static PawlException ofTask(String of, Exception e) {
        if (e instanceof PawlException pawl) {
            return pawl;
        }
        Throwable cause = RowProblem.withoutWrapping(e);
        String message = Secrets.withoutSecrets(String.valueOf(cause.getMessage()));
        if (cause instanceof SparkThrowable) {
            return new PawlException(ErrorCode.ROW_FAILED, "A row of " + of + " cannot be evaluated: " + message, e);
        }
        if (cause instanceof IOException) {
            return new PawlException(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    "Reading " + of + " failed: " + cause.getClass().getSimpleName() + ": " + message + ".",
                    e);
        }
        return new PawlException(
                ErrorCode.STREAM_FAILED,
                "A task on " + of + " failed: " + cause.getClass().getSimpleName() + ": " + message + ".",
                e);
    }
}
