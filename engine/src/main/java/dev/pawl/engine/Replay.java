package dev.pawl.engine;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.deadletter.BadRecords;
import dev.pawl.engine.deadletter.ReplayTable;
import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A query with its dead letters in the places of its streams. */
final class Replay {
    private Replay() {}

    static QueryPlan of(QueryPlan plan, Formats formats, Outside outside) {
        BadRecords bad = plan.badRecords()
                .orElseThrow(() -> unfit(plan, "it has no property badRecords, so there are no dead letters of it."));
        if (!plan.sink().takesSeveralQueries()) {
            throw unfit(
                    plan,
                    "a directory of " + plan.sink().name() + " files knows batches by their numbers alone and takes no"
                            + " second query.");
        }
        if (!plan.query().operators().isEmpty()) {
            throw unfit(plan, "it remembers rows from batch to batch, and a replay would begin without them.");
        }
        if (plan.mode() != OutputMode.APPEND) {
            throw unfit(
                    plan, "its outputMode is " + plan.mode().sparkName() + ", and only appending can be done twice.");
        }
        List<QueryInput> streams =
                plan.query().paths().stream().map(plan.query()::begin).toList();
        List<String> names = streams.stream().map(QueryInput::name).toList();
        List<QueryInput> inputs = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            QueryInput stream = streams.get(i);
            SourceTable lines = LetterPlaces.lines(bad, plan.name(), formats, outside);
            SourceTable letters = new ReplayTable(stream.table(), lines, plan.name(), names, i);
            inputs.add(new QueryInput(i, stream.name(), letters, stream.required()));
        }
        return new QueryPlan(
                plan.position(),
                plan.name(),
                plan.query().withStreams(inputs),
                plan.sink(),
                plan.sink().beside(plan.sinkOptions()),
                plan.partitionColumns(),
                plan.mode(),
                Trigger.availableNow(),
                Optional.of(checkpoint(plan, bad)),
                Optional.of(bad.unlimited()),
                Optional.empty());
    }

    /** Beside the letters, where there is a place; a name that readers of files pass over. */
    private static String checkpoint(QueryPlan plan, BadRecords bad) {
        if (bad.topic().isEmpty()) {
            return bad.location() + "/_replay/" + plan.name();
        }
        return plan.checkpoint()
                        .orElseThrow(() -> unfit(
                                plan, "it needs the property checkpointLocation: that of the replay lies beside it."))
                + "-replay";
    }

    private static PawlException unfit(QueryPlan plan, String why) {
        return new PawlException(
                ErrorCode.REPLAY_UNFIT,
                plan.position() + ": the dead letters of " + plan.name() + " cannot be replayed: " + why);
    }
}
