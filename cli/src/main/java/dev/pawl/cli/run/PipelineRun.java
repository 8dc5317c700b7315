package dev.pawl.cli.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Outcome;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.Trigger;
import dev.pawl.engine.step.CodeWarmup;
import dev.pawl.pipeline.PipelineQuery;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** The queries of a pipeline file at work. */
final class PipelineRun {
    private final Invocation invocation;
    private final List<String> names;
    private final boolean isOnce;
    private final boolean restarts;

    /** @param names of the queries to run; all if there are none */
    PipelineRun(Invocation invocation, List<String> names, boolean isOnce, boolean restarts) {
        this.invocation = invocation;
        this.names = List.copyOf(names);
        this.isOnce = isOnce;
        this.restarts = restarts;
    }

    Outcome run() {
        return run((pawl, plans) -> chosen(plans));
    }

    /** Feeds dead letters back, of one query. */
    Outcome replay() {
        return run((pawl, plans) -> {
            List<QueryPlan> keeping = names.isEmpty()
                    ? plans.stream()
                            .filter(plan -> plan.badRecords().isPresent())
                            .toList()
                    : chosen(plans);
            if (keeping.size() != 1) {
                throw new PawlException(
                        ErrorCode.ARGUMENT_INVALID,
                        keeping.isEmpty()
                                ? "No query of the file has the property badRecords, so there are no dead letters."
                                : "Several queries of the file have the property badRecords: give one of them with"
                                        + " --query. There are: "
                                        + keeping.stream().map(QueryPlan::name).collect(Collectors.joining(", "))
                                        + ".");
            }
            return List.of(pawl.replay(keeping.get(0)));
        });
    }

    private Outcome run(BiFunction<Pawl, List<QueryPlan>, List<QueryPlan>> choice) {
        return runAll(() -> PipelineFile.load(invocation), (pawl, file) -> {
            KeptText kept = KeptText.of(file, this::note);
            return choice.apply(
                    pawl, pawl.compile(file.pipeline()).stream().map(kept::in).toList());
        });
    }

    /** Goes on with the query that a checkpoint keeps. */
    Outcome resume() {
        return runAll(() -> ResumedPipeline.of(invocation, this::note), (pawl, resumed) -> {
            QueryPlan plan = resumed.plan(pawl.compile(resumed.pipeline()));
            return List.of(isOnce ? plan.withTrigger(Trigger.availableNow()) : plan);
        });
    }

    private <T> Outcome runAll(Supplier<T> reading, BiFunction<Pawl, T, List<QueryPlan>> compiling) {
        // Who logs while another thread sets logging up gets its lines late, and a warning.
        LoggerFactory.getILoggerFactory();
        // Spark's tables of functions and its grammar each take long to load: on two processors side by side.
        CompletableFuture<Pawl> opening = CompletableFuture.supplyAsync(() -> Pawl.local(invocation.console()));
        CodeWarmup.begin();
        T text = reading.get();
        try (Pawl pawl = opening.join()) {
            List<QueryPlan> plans = compiling.apply(pawl, text);
            pawl.addListener(new ProgressLines(invocation.report()));
            if (plans.size() > 1) {
                pawl.addListener(new FailureNotes(restarts, this::note));
            }
            new QueryWatch(pawl, plans, restarts, this::note).runAll();
        }
        return Outcome.DONE;
    }

    /** Queries report from threads of their own, and an output is for one at a time. */
    private void note(String text) {
        synchronized (invocation.report()) {
            invocation.note(text);
        }
    }

    private List<QueryPlan> chosen(List<QueryPlan> plans) {
        return PipelineQuery.chosen(plans, QueryPlan::name, names).stream()
                .map(plan -> isOnce ? plan.withTrigger(Trigger.availableNow()) : plan)
                .toList();
    }
}
