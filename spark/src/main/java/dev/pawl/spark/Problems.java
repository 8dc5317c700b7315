package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.SparkErrors;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** What Spark failed with, by the codes both engines share where there is one. */
final class Problems {
    /** Rows that an expression cannot take: the class of SQL states for data exceptions. */
    private static final String DATA_EXCEPTION = "22";

    private Problems() {}

    /**
     * What a query failed with, at its start or later.
     *
     * @param position of the statement that has the query
     */
    static RuntimeException of(Position position, Exception e) {
        if (e instanceof PawlException known) {
            return known;
        }
        Throwable cause = origin(e);
        Optional<ErrorCode> code = cause instanceof SparkThrowable spark ? code(spark) : Optional.empty();
        if (cause instanceof AnalysisException analysis && code.isEmpty()) {
            return SparkErrors.ofCompiler(position, analysis);
        }
        return new PawlException(code.orElse(ErrorCode.STREAM_FAILED), position + ": " + text(cause), e);
    }

    /** What a statement could not be compiled with: the user's to correct where Spark itself says what is wrong. */
    static RuntimeException ofCompiler(Position position, Exception e) {
        boolean isTold = e instanceof PawlException || e instanceof AnalysisException || e instanceof SparkThrowable;
        return isTold ? SparkErrors.ofCompiler(position, e) : of(position, e);
    }

    /** What no query is to blame for. */
    static PawlException ofSpark(Throwable e) {
        return new PawlException(ErrorCode.STREAM_FAILED, "Spark failed: " + text(origin(e)), e);
    }

    private static String text(Throwable cause) {
        String message = Secrets.withoutSecrets(SparkErrors.firstLines(String.valueOf(cause.getMessage())));
        boolean isTold = cause instanceof SparkThrowable spark && spark.getCondition() != null;
        return isTold ? message : cause.getClass().getSimpleName() + ": " + message + ".";
    }

    /** The innermost of Spark's own errors; without one, the innermost of all. */
    private static Throwable origin(Throwable e) {
        Throwable origin = e;
        Optional<Throwable> ofSpark = Optional.empty();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            origin = cause;
            boolean isFrame = cause instanceof StreamingQueryException;
            if (!isFrame && cause instanceof SparkThrowable spark && spark.getCondition() != null) {
                ofSpark = Optional.of(cause);
            }
        }
        return ofSpark.orElse(origin);
    }

    private static Optional<ErrorCode> code(SparkThrowable problem) {
        String condition = String.valueOf(problem.getCondition());
        Optional<ErrorCode> same = Arrays.stream(ErrorCode.values())
                .filter(code -> condition.equals(code.id()) || condition.startsWith(code.id() + "."))
                .findFirst();
        boolean isOfRow = String.valueOf(problem.getSqlState()).startsWith(DATA_EXCEPTION);
        return same.or(() -> isOfRow ? Optional.of(ErrorCode.ROW_FAILED) : Optional.empty());
    }
}
