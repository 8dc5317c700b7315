package dev.pawl.cli.run;

import dev.pawl.engine.Pawl;
import dev.pawl.engine.QueryPlan;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Restarts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Starts queries, starts them again where that was asked for, and waits until all have ended. */
final class QueryWatch {
    static final String STOPPING =
            "Stopping: the batches that run may finish. Ctrl-C again stops at once, which is as safe.";

    private final Pawl pawl;
    private final List<QueryPlan> plans;
    private final boolean restarts;
    private final Consumer<String> notes;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    QueryWatch(Pawl pawl, List<QueryPlan> plans, boolean restarts, Consumer<String> notes) {
        this.pawl = pawl;
        this.plans = List.copyOf(plans);
        this.restarts = restarts;
        this.notes = notes;
    }

    /** Throws what the first query to fail for good failed with, once all have ended. */
    void runAll() {
        Thread hook = new Thread(this::stopInPeace, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        SecondSignal.endAtOnce();
        List<Watched> watched = new ArrayList<>();
        try {
            for (QueryPlan plan : plans) {
                watched.add(new Watched(plan).begin());
            }
            for (Watched query : watched) {
                query.await();
            }
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending: the hook is what waits for us.
            }
        }
        watched.stream().flatMap(query -> query.failure.stream()).findFirst().ifPresent(failure -> {
            throw failure;
        });
    }

    /** A stop may come before there is a query it could tell. */
    private StreamingQuery start(QueryPlan plan) {
        StreamingQuery query = pawl.start(plan);
        if (stopping.getCount() == 0) {
            query.stopAfterBatch();
        }
        return query;
    }

    /** The process was told to end: batches that run may finish. */
    void stopInPeace() {
        stopping.countDown();
        pawl.queries().forEach(StreamingQuery::stopAfterBatch);
        notes.accept(STOPPING);
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Watched {
        private final QueryPlan plan;
        private final Supplier<StreamingQuery> first;
        private final Thread thread;
        private volatile Optional<RuntimeException> failure = Optional.empty();

        Watched(QueryPlan plan) {
            this.plan = plan;
            this.first = firstOf(plan);
            this.thread = new Thread(this::watch, "watch " + plan.name());
            thread.setDaemon(true);
        }

        /** One that does not start is no reason for the others not to. */
        private Supplier<StreamingQuery> firstOf(QueryPlan plan) {
            try {
                StreamingQuery query = start(plan);
                return () -> query;
            } catch (RuntimeException e) {
                boolean isTold = restarts && Restarts.canHelp(e);
                if (plans.size() > 1 && !isTold) {
                    notes.accept(plan.name() + " failed: " + e.getMessage());
                }
                return () -> {
                    throw e;
                };
            }
        }

        Watched begin() {
            thread.start();
            return this;
        }

        private void watch() {
            Optional<RuntimeException> problem = problemOf(first);
            Restarts pauses = new Restarts(new Random());
            while (problem.isPresent() && restarts && Restarts.canHelp(problem.get()) && !isStopping(pauses)) {
                notes.accept(plan.name() + " failed and is started again: "
                        + problem.get().getMessage());
                problem = problemOf(() -> start(plan));
            }
            failure = problem;
        }

        /** What a query failed with, be it at its start or later. */
        private Optional<RuntimeException> problemOf(Supplier<StreamingQuery> query) {
            try {
                query.get().awaitTermination();
                return Optional.empty();
            } catch (RuntimeException e) {
                return Optional.of(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        /** Whether the stop came while waiting. */
        private boolean isStopping(Restarts pauses) {
            try {
                return stopping.await(pauses.nextPause().toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return true;
            }
        }

        void await() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
