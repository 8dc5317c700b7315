package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import java.util.Optional;

/** Hears what a query does; called by the query's thread, so it must be quick. What it throws is logged and forgotten. */
public interface QueryListener {
    default void onStarted(StreamingQuery query) {}

    default void onProgress(QueryProgress progress) {}

    default void onIdle(StreamingQuery query) {}

    default void onTerminated(StreamingQuery query, Optional<PawlException> failure) {}
}
