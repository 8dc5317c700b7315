package dev.pawl.spark;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Restarts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;
import org.apache.spark.sql.streaming.StreamingQueryProgress;

/** Starts queries on Spark, starts them again where that was asked for, and waits until all have ended. */
final class QueryWatch {
    /** How often a query is asked whether its batch is done when it is to stop: Spark does not tell. */
    private static final long LOOK_AGAIN_MS = 20;

    private final boolean restarts;
    private final Consumer<String> notes;
    private final CountDownLatch stopping = new CountDownLatch(1);

    QueryWatch(boolean restarts, Consumer<String> notes) {
        this.restarts = restarts;
        this.notes = notes;
    }

    /** Lets the batches that run finish; may come before there is a query. */
    void stopAfterBatches() {
        stopping.countDown();
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Throws what the first query to fail for good failed with, once all have ended. */
    void runAll(List<SparkQuery> queries) {
        List<Watched> watched = new ArrayList<>();
        try {
            for (SparkQuery query : queries) {
                watched.add(new Watched(query, start(query), queries.size() > 1).begin());
            }
        } catch (RuntimeException e) {
            stopAfterBatches();
            watched.forEach(Watched::await);
            throw e;
        }
        watched.forEach(Watched::await);
        watched.stream().flatMap(query -> query.failure.stream()).findFirst().ifPresent(failure -> {
            throw failure;
        });
    }

    private static StreamingQuery start(SparkQuery query) {
        try {
            return query.start();
        } catch (Exception e) {
            // Spark declares few of the exceptions it throws.
            throw Problems.of(query.statement().position(), e);
        }
    }

    private final class Watched {
        private final SparkQuery query;
        private final StreamingQuery first;
        private final boolean isOneOfSeveral;
        private final Thread thread;
        private volatile Optional<PawlException> failure = Optional.empty();

        Watched(SparkQuery query, StreamingQuery first, boolean isOneOfSeveral) {
            this.query = query;
            this.first = first;
            this.isOneOfSeveral = isOneOfSeveral;
            this.thread = new Thread(this::watch, "watch " + query.name());
            thread.setDaemon(true);
        }

        Watched begin() {
            thread.start();
            return this;
        }

        private void watch() {
            Restarts pauses = new Restarts(new Random());
            Optional<PawlException> problem = end(first);
            while (problem.isPresent() && restarts && Restarts.canHelp(problem.get()) && !isStoppingWithin(pauses)) {
                notes.accept(query.name() + " failed and is started again: "
                        + problem.get().getMessage());
                problem = startedAgain();
            }
            if (isOneOfSeveral) {
                problem.ifPresent(told -> notes.accept(query.name() + " failed: " + told.getMessage()));
            }
            failure = problem;
        }

        private Optional<PawlException> startedAgain() {
            try {
                return end(start(query));
            } catch (PawlException e) {
                return Optional.of(e);
            }
        }

        /** Waits for the end of a query; what it failed with, if it did. */
        private Optional<PawlException> end(StreamingQuery running) {
            OptionalLong lastWhenTold = OptionalLong.empty();
            boolean isTold = false;
            try {
                while (!running.awaitTermination(LOOK_AGAIN_MS)) {
                    if (isStopping() && !isTold) {
                        isTold = true;
                        lastWhenTold = lastBatch(running);
                    }
                    boolean isBetweenBatches = !running.status().isTriggerActive()
                            || !lastBatch(running).equals(lastWhenTold);
                    if (isTold && isBetweenBatches) {
                        running.stop();
                    }
                }
                return Optional.empty();
            } catch (StreamingQueryException | TimeoutException e) {
                return Optional.of(Problems.of(query.statement().position(), e));
            }
        }

        private OptionalLong lastBatch(StreamingQuery running) {
            StreamingQueryProgress progress = running.lastProgress();
            return progress == null ? OptionalLong.empty() : OptionalLong.of(progress.batchId());
        }

        /** Whether the stop came while waiting. */
        private boolean isStoppingWithin(Restarts pauses) {
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
