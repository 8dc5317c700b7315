package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.deadletter.BatchLetters;
import dev.pawl.engine.source.Split;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;

/** The rows of one split. */
final class SplitWork implements BatchTask.Work<SplitWork.Read> {
    private final int input;
    private final Split split;
    private final Optional<Supplier<BatchLetters.OfTask>> letters;
    private Optional<BatchLetters.OfTask> own = Optional.empty();

    /**
     * What came from an input.
     *
     * @param rows with those that are bad
     */
    record Read(int input, long rows, Optional<BatchLetters.OfTask> letters) {}

    /** @param letters takes those of one attempt; empty where a bad record fails the query */
    SplitWork(int input, Split split, Optional<Supplier<BatchLetters.OfTask>> letters) {
        this.input = input;
        this.split = split;
        this.letters = letters;
    }

    @Override
    public Read run(RowPath.Lane lane, Outlet.Attempt output, int seed, StopSign stop) throws IOException {
        own = letters.map(Supplier::get);
        RowFeed feed = new RowFeed(split, lane, output, stop);
        long rows = own.isPresent() ? feed.withLetters(seed, own.get()) : feed.all(seed);
        return new Read(input, rows, own);
    }

    @Override
    public void abort() {
        own.ifPresent(BatchLetters.OfTask::discard);
    }

    @Override
    public PawlException failure(Exception e) {
        return Failures.ofTask(split.description(), e);
    }
}
