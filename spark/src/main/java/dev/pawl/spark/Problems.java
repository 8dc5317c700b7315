package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.SparkErrors;
import java.util.Arrays;
import java.util.Optional;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** What a query on Spark failed with, by the codes both engines share where there is one. */
final class Problems {
    /** Rows that an expression cannot take: the class of SQL states for data exceptions. */
    private static final String DATA_EXCEPTION = "22";

    private Problems() {}

    /** @param position of the statement that has the query */
    static PawlException of(Position position, Exception e) {
        if (e instanceof PawlException known) {
            return known;
        }
        Throwable cause = origin(e);
        String text = SparkErrors.firstLines(String.valueOf(cause.getMessage()));
        if (cause instanceof SparkThrowable spark && spark.getCondition() != null) {
            return new PawlException(code(spark), position + ": " + Secrets.withoutSecrets(text), e);
        }
        return new PawlException(
                ErrorCode.STREAM_FAILED,
                position + ": " + cause.getClass().getSimpleName() + ": " + Secrets.withoutSecrets(text) + ".",
                e);
    }

    /** The innermost of Spark's own errors; without one, the innermost of all. */
    private static Throwable origin(Exception e) {
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

    private static ErrorCode code(SparkThrowable problem) {
        String condition = problem.getCondition();
        String state = String.valueOf(problem.getSqlState());
        return Arrays.stream(ErrorCode.values())
                .filter(code -> condition.equals(code.id()) || condition.startsWith(code.id() + "."))
                .findFirst()
                .orElse(state.startsWith(DATA_EXCEPTION) ? ErrorCode.ROW_FAILED : ErrorCode.STREAM_FAILED);
    }
}
