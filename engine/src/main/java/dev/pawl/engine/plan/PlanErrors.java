package dev.pawl.engine.plan;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.SparkErrors;
import java.util.concurrent.Callable;

/** Errors of Spark's compiler as errors of a statement. */
final class PlanErrors {
    private PlanErrors() {}

    /** Does something with Catalyst; what it complains about is the user's to correct. */
    static <T> T reported(Position position, Callable<T> work) {
        try {
            return work.call();
        } catch (Exception e) {
            throw SparkErrors.ofCompiler(position, e);
        }
    }

    static PawlException invalid(Position position, String what) {
        return new PawlException(ErrorCode.PIPELINE_INVALID, position + ": " + what);
    }

    static PawlException unsupported(Position position, String what) {
        return new PawlException(ErrorCode.UNSUPPORTED_QUERY, position + ": " + what);
    }
}
