package dev.pawl.engine.plan;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Position;
import java.util.concurrent.Callable;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.ParseException;

/** Errors of Spark's compiler as errors of a statement. */
final class PlanErrors {
    private PlanErrors() {}

    /** Does something with Catalyst; what it complains about is the user's to correct. */
    static <T> T reported(Position position, Callable<T> work) {
        try {
            return work.call();
        } catch (PawlException e) {
            throw e;
        } catch (Exception e) {
            // Scala declares no checked exceptions, so javac lets them be caught only here.
            if (e instanceof ParseException parse) {
                throw invalid(at(position, parse.start().line(), parse.start().startPosition()), e);
            }
            if (e instanceof AnalysisException analysis) {
                throw invalid(at(position, analysis.line(), analysis.startPosition()), e);
            }
            if (e instanceof SparkThrowable) {
                throw invalid(position.toString(), e);
            }
            throw new IllegalStateException("planning of " + position + " failed", e);
        }
    }

    private static String at(Position position, scala.Option<Object> line, scala.Option<Object> column) {
        if (line.isEmpty() || column.isEmpty()) {
            return position.toString();
        }
        return new Position(position.file(), (int) line.get(), (int) column.get() + 1).toString();
    }

    private static PawlException invalid(String where, Exception e) {
        // The whole message of Spark shows the plan, and a wrong plan cannot always be shown.
        String message =
                String.valueOf(e instanceof AnalysisException analysis ? analysis.getSimpleMessage() : e.getMessage());
        boolean isUnsupported = message.contains("not supported") && message.contains("treaming");
        return new PawlException(
                isUnsupported ? ErrorCode.UNSUPPORTED_STREAM : ErrorCode.PIPELINE_INVALID,
                where + ": " + firstLines(message),
                e);
    }

    /** Spark repeats the statement and its plan below its message. */
    private static String firstLines(String message) {
        int end = message.length();
        for (String mark : new String[] {"\n== SQL", ";\n"}) {
            int at = message.indexOf(mark);
            end = at < 0 ? end : Math.min(end, at);
        }
        return message.substring(0, end).strip();
    }

    static PawlException invalid(Position position, String what) {
        return new PawlException(ErrorCode.PIPELINE_INVALID, position + ": " + what);
    }

    static PawlException unsupported(Position position, String what) {
        return new PawlException(ErrorCode.UNSUPPORTED_QUERY, position + ": " + what);
    }
}
