package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** What Spark's compiler complains about, as errors of a statement: the user's to correct. */
public final class SparkErrors {
    private SparkErrors() {}

    /**
     * @param position of the statement; the place within it is told if Spark knows it
     * @return an exception to be thrown
     */
    public static RuntimeException ofCompiler(Position position, Exception e) {
        if (e instanceof PawlException known) {
            return known;
        }
        if (e instanceof AnalysisException analysis) {
            // The whole message of Spark shows the plan, and a wrong plan cannot always be shown.
            return invalid(
                    at(position, analysis.line(), analysis.startPosition()),
                    String.valueOf(analysis.getSimpleMessage()),
                    e);
        }
        if (e instanceof SparkThrowable) {
            return invalid(position.toString(), String.valueOf(e.getMessage()), e);
        }
        return new IllegalStateException("planning of " + position + " failed", e);
    }

    static String at(Position position, scala.Option<Object> line, scala.Option<Object> column) {
        if (line.isEmpty() || column.isEmpty()) {
            return position.toString();
        }
        return new Position(position.file(), (int) line.get(), (int) column.get() + 1).toString();
    }

    private static PawlException invalid(String where, String message, Exception e) {
        boolean isUnsupported = message.contains("not supported") && message.contains("treaming");
        return new PawlException(
                isUnsupported ? ErrorCode.UNSUPPORTED_STREAM : ErrorCode.PIPELINE_INVALID,
                where + ": " + firstLines(message),
                e);
    }

    /** Spark repeats the statement and its plan below its message. */
    public static String firstLines(String message) {
        int end = message.length();
        for (String mark : new String[] {"\n== SQL", ";\n"}) {
            int at = message.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return message.substring(0, end).strip();
    }
}
