package dev.pawl.interop.handover;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.StreamWriter;
import dev.pawl.engine.run.QueryProgress;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A turn of Pawl. */
final class PawlTurn {
    private PawlTurn() {}

    /** Runs until nothing is left, or until it is killed; what it reported of its batches. */
    static List<String> run(Lane lane, Optional<Kill> kill) throws InterruptedException {
        try (Pawl pawl = Pawl.on(new MortalWorld(kill), 2)) {
            pawl.sql(statements(lane.input()));
            StreamingQuery query = writer(lane, pawl).start();
            try {
                query.awaitTermination();
                if (kill.isPresent()) {
                    throw new AssertionError(lane + ": Pawl was not killed " + kill.get());
                }
            } catch (PawlException e) {
                if (kill.isEmpty() || !Kill.Death.isCauseOf(e)) {
                    throw new AssertionError(lane + ": the query failed in Pawl", e);
                }
            }
            return query.recentProgress().stream().map(QueryProgress::json).toList();
        }
    }

    private static String statements(Input input) {
        StringBuilder sql = new StringBuilder();
        Lane.CONFS.forEach((key, value) -> sql.append("SET " + key + " = " + value + ";\n"));
        String columns = input.columns().isEmpty() ? "" : " (" + input.columns() + ")";
        return sql + "CREATE TEMPORARY VIEW input" + columns + " USING `" + input.format() + "` OPTIONS ("
                + pairs(input.options()) + ");";
    }

    private static String pairs(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> "'" + option.getKey() + "' '" + option.getValue() + "'")
                .collect(Collectors.joining(", "));
    }

    private static StreamWriter writer(Lane lane, Pawl pawl) {
        Target target = lane.target();
        StreamWriter writer = pawl.stream(lane.query())
                .queryName("handover")
                .option("checkpointLocation", lane.checkpoint().toString())
                .options(target.options())
                .trigger(Trigger.availableNow());
        return target.kind() == Target.Kind.FOREACH_BATCH
                ? writer.foreachBatch((rows, batchId) -> target.take(batchId, rows))
                : writer.format(target.format());
    }
}
