package dev.pawl.cli.run;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.run.QueryListener;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Restarts;
import java.util.Optional;
import java.util.function.Consumer;

/** Tells at once that one of several queries failed; what the command ends with comes when the others have ended. */
final class FailureNotes implements QueryListener {
    private final boolean restarts;
    private final Consumer<String> notes;

    /** @param restarts whether queries that may do better are started again, which is told where it is done */
    FailureNotes(boolean restarts, Consumer<String> notes) {
        this.restarts = restarts;
        this.notes = notes;
    }

    @Override
    public synchronized void onTerminated(StreamingQuery query, Optional<PawlException> failure) {
        failure.filter(problem -> !restarts || !Restarts.canHelp(problem))
                .ifPresent(
                        problem -> notes.accept(query.name().orElse(query.id()) + " failed: " + problem.getMessage()));
    }
}
