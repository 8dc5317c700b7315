package dev.pawl.cli.run;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.output.Column;
import dev.pawl.cli.output.Report;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.pipeline.PipelineQuery;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The queries of a pipeline file, compiled to be looked at. */
final class PlannedQueries {
    static final Column QUERY = Column.text("query", "Query");
    static final Column CHECKPOINT = Column.text("checkpoint", "Checkpoint");
    static final Column NEXT_BATCH = Column.number("nextBatch", "Next batch");
    static final Column SOURCE = Column.number("source", "Source");
    static final Column SOURCE_NAME = Column.text("name", "Name");
    static final Column OPERATOR = Column.number("operator", "Operator");
    static final Column OPERATOR_NAME = Column.text("operatorName", "Name");

    /** Looks at one of them. */
    interface Look {
        /** @param checkpoint empty if there is none yet */
        void at(QueryPlan plan, PipelineFile.Loaded file, Optional<Checkpoint> checkpoint);
    }

    private PlannedQueries() {}

    static void forEach(Invocation invocation, Look look) {
        PipelineFile.Loaded file = PipelineFile.load(invocation);
        try (Pawl pawl = Pawl.local(invocation.console())) {
            List<QueryPlan> plans = PipelineQuery.chosen(
                    pawl.compile(file.pipeline()),
                    QueryPlan::name,
                    invocation.arguments().all(PipelineFile.QUERY));
            Report report = invocation.report();
            for (int i = 0; i < plans.size(); i++) {
                if (i > 0) {
                    report.line("");
                }
                look(plans.get(i), file, look);
            }
        }
    }

    private static void look(QueryPlan plan, PipelineFile.Loaded file, Look look) {
        if (plan.checkpoint().isEmpty()) {
            look.at(plan, file, Optional.empty());
            return;
        }
        String location = plan.checkpoint().get();
        try (Storage storage = Storages.open(location)) {
            boolean isThere = Checkpoint.isCheckpoint(storage);
            look.at(plan, file, isThere ? Optional.of(Checkpoint.open(storage)) : Optional.empty());
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "Storage " + location + " cannot be closed: " + e.getMessage() + ".",
                    e);
        }
    }

    /** Spark's two providers by a short name, others by their class. */
    static String provider(String providerClass) {
        if (providerClass.contains("RocksDB")) {
            return "rocksdb";
        }
        return providerClass.contains("HDFSBacked") ? "hdfs" : providerClass;
    }
}
