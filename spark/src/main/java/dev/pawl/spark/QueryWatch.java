package dev.pawl.spark;

import dev.pawl.pipeline.Restarts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.spark.sql.streaming.StreamingQuery;
import org.apache.spark.sql.streaming.StreamingQueryException;

/** Starts queries on Spark, starts them again where that was asked for, and waits until all have ended. */
final class QueryWatch {
    /** How soon a query that runs hears of a stop. */
    private static final long LOOK_AGAIN_MS = 50;

    private static final int FORGOTTEN_LOOKS = 200;

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
        for (SparkQuery query : queries) {
            watched.add(new Watched(query, queries.size() > 1).begin());
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
        private final boolean isOneOfSeveral;
        private final Restarts pauses = new Restarts(new Random());
        private final Supplier<Optional<RuntimeException>> first;
        private final Thread thread;
        private boolean wasReportLost;
        private volatile Optional<RuntimeException> failure = Optional.empty();

        Watched(SparkQuery query, boolean isOneOfSeveral) {
            this.query = query;
            this.isOneOfSeveral = isOneOfSeveral;
            this.first = started();
            this.thread = new Thread(this::watch, "watch " + query.name());
            thread.setDaemon(true);
        }

        Watched begin() {
            thread.start();
            return this;
        }

        private void watch() {
            Optional<RuntimeException> problem = first.get();
            while (problem.isPresent() && isToBeStartedAgain(problem.get())) {
                problem = started().get();
            }
            if (isOneOfSeveral) {
                problem.ifPresent(told -> notes.accept(query.name() + " failed: " + told.getMessage()));
            }
            failure = problem;
        }

        /** Starts it and gives what waits for its end. A query that is refused leaves the others alone. */
        private Supplier<Optional<RuntimeException>> started() {
            try {
                StreamingQuery running = start(query);
                return () -> problemOf(running);
            } catch (RuntimeException e) {
                return () -> Optional.of(e);
            }
        }

        /** Waits for the end of a query; what it failed with, if it did. */
        private Optional<RuntimeException> problemOf(StreamingQuery running) {
            try {
                try {
                    awaitEnd(running);
                } finally {
                    awaitForgotten(running);
                }
                return Optional.empty();
            } catch (StreamingQueryException e) {
                if (KafkaReports.isCauseOf(e) && isStopping()) {
                    return Optional.empty();
                }
                return Optional.of(Problems.of(query.statement().position(), e));
            } catch (TimeoutException e) {
                return Optional.of(Problems.of(query.statement().position(), e));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }

        private void awaitEnd(StreamingQuery running)
                throws StreamingQueryException, TimeoutException, InterruptedException {
            while (!running.awaitTermination(LOOK_AGAIN_MS)) {
                if (isStopping()) {
                    Stop.afterBatch(running);
                }
            }
            // It is no longer active a little before it has ended.
            running.awaitTermination();
        }

        /** The name of a query stays taken for a moment after its end was told. */
        private static void awaitForgotten(StreamingQuery ended) throws InterruptedException {
            for (int looks = FORGOTTEN_LOOKS;
                    looks > 0 && ended.sparkSession().streams().get(ended.id()) != null;
                    looks--) {
                Thread.sleep(LOOK_AGAIN_MS);
            }
        }

        private boolean isToBeStartedAgain(RuntimeException problem) {
            if (!wasReportLost
                    && problem.getCause() instanceof StreamingQueryException e
                    && KafkaReports.isCauseOf(e)) {
                wasReportLost = true;
                notes.accept(
                        query.name() + " is started again: this Spark cannot report on a batch of Kafka that ran again"
                                + " (SPARK-55271). The batch is committed.");
                return true;
            }
            if (!restarts || !Restarts.canHelp(problem) || isStoppingWithin(pauses)) {
                return false;
            }
            notes.accept(query.name() + " failed and is started again: " + problem.getMessage());
            return true;
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
