package dev.pawl.interop.answers;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Pipeline;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pawl: queries run as streams over tables in memory, one batch each. */
final class PawlEngine implements AutoCloseable {
    private final Pawl pawl = Pawl.local();
    private final String setup;

    PawlEngine(Map<String, String> confs, List<Table> tables) {
        StringBuilder statements = new StringBuilder();
        confs.forEach((key, value) -> statements
                .append("SET ")
                .append(key)
                .append(" = ")
                .append(value)
                .append(";\n"));
        for (Table table : tables) {
            pawl.memory().input(table.name(), table.columns()).add(table.rows());
            statements
                    .append("CREATE TEMPORARY VIEW ")
                    .append(table.name())
                    .append(" USING memory OPTIONS (name '")
                    .append(table.name())
                    .append("');\n");
        }
        this.setup = statements.toString();
    }

    Answer answer(String query) {
        try {
            Pipeline pipeline = Pipeline.parse(
                    "answers",
                    setup + "CREATE STREAMING TABLE answer USING noop TBLPROPERTIES ('trigger' = 'available-now') AS\n"
                            + query,
                    Map.of(),
                    Map.of());
            QueryPlan plan = pawl.compile(pipeline).get(0);
            KeptRows kept = new KeptRows();
            StreamingQuery run = pawl.start(new QueryPlan(
                    plan.position(),
                    plan.name(),
                    plan.query(),
                    kept,
                    plan.sinkOptions(),
                    plan.partitionColumns(),
                    plan.mode(),
                    plan.trigger(),
                    plan.checkpoint(),
                    plan.badRecords(),
                    plan.kept()));
            run.awaitTermination();
            return Answer.of(plan.query().columns(), kept.rows());
        } catch (PawlException e) {
            return e.code() == ErrorCode.UNSUPPORTED_QUERY || e.code() == ErrorCode.UNSUPPORTED_STREAM
                    ? new Answer(List.of(), List.of(), Optional.of("refused: " + e.getMessage()))
                    : Answer.failed(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } catch (Exception e) {
            // Scala throws checked exceptions that it does not declare.
            return Answer.failed(e);
        }
    }

    @Override
    public void close() {
        pawl.close();
    }
}
