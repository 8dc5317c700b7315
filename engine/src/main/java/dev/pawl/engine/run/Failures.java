package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
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

    private static Throwable withoutWrapping(Throwable e) {
        boolean isWrapping = e instanceof UncheckedIOException || e instanceof InvocationTargetException;
        return isWrapping && e.getCause() != null ? withoutWrapping(e.getCause()) : e;
    }

    /** @param of what the task worked on: {@code orders-3 from 100 to 250} */
    static PawlException ofTask(String of, Exception e) {
        if (e instanceof PawlException pawl) {
            return pawl;
        }
        Throwable cause = withoutWrapping(e);
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
