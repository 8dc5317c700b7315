package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.deadletter.BatchLetters;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.catalyst.InternalRow;
import org.jspecify.annotations.Nullable;

/** The rows of a split on their way through the steps to where they go, for one attempt of a task. */
final class RowFeed {
    private final Split split;
    private final RowPath.Lane lane;
    private final Outlet.Attempt writer;
    private final StopSign stop;
    private long rows;
    /** What the writer threw: not everything that comes out of the steps is theirs. */
    private @Nullable RuntimeException ofWriter;

    RowFeed(Split split, RowPath.Lane lane, Outlet.Attempt writer, StopSign stop) {
        this.split = split;
        this.lane = lane;
        this.writer = writer;
        this.stop = stop;
    }

    /**
     * The first record that cannot be taken ends it, with its position.
     *
     * @return how many there were
     */
    long all(int seed) throws IOException {
        lane.start(seed, this::write);
        try (RowReader reader = split.open()) {
            while (reader.next()) {
                rows++;
                try {
                    lane.accept(reader.row());
                } catch (Exception e) {
                    // Spark's own methods throw checked exceptions that Java does not see.
                    if (isOfRow(e) && (e != ofWriter || isOfValues(e))) {
                        throw Failures.ofRow(position(reader), e);
                    }
                    throw e;
                }
                lookForStop();
            }
        }
        return rows;
    }

    private void write(InternalRow row) throws IOException {
        try {
            writer.write(row);
        } catch (RuntimeException e) {
            ofWriter = e;
            throw e;
        }
    }

    private static boolean isOfValues(Exception e) {
        return e instanceof PawlException || e instanceof SparkThrowable;
    }

    /** A task that is told to stop blames no row: what the row called may have failed because of that. */
    private boolean isOfRow(Exception e) {
        return !stop.isUp() && Failures.isOfRow(e);
    }

    /**
     * Records that cannot be taken become dead letters. What the steps make of a record is held back until all of it is there: a
     * record is in the result as a whole or not at all.
     *
     * @return how many there were, with the bad ones
     */
    long withLetters(int seed, BatchLetters.OfTask letters) throws IOException {
        List<InternalRow> held = new ArrayList<>();
        lane.start(seed, row -> held.add(row.copy()));
        try (RowReader reader = split.open()) {
            while (true) {
                try {
                    if (!reader.next()) {
                        return rows;
                    }
                } catch (PawlException e) {
                    if (stop.isUp() || !reader.isAtBadRecord()) {
                        throw e;
                    }
                    rows++;
                    letters.add(reader, position(reader), e);
                    continue;
                }
                rows++;
                Exception problem = problemOf(reader.row(), held);
                if (problem == null) {
                    writeAll(held, reader);
                } else {
                    lane.forget();
                    letters.add(reader, position(reader), problem);
                }
                held.clear();
                lookForStop();
            }
        }
    }

    private @Nullable Exception problemOf(InternalRow row, List<InternalRow> held) throws IOException {
        lane.mark();
        try {
            lane.accept(row);
            for (InternalRow each : held) {
                writer.check(each);
            }
            return null;
        } catch (Exception e) {
            // As above.
            if (!isOfRow(e)) {
                throw e;
            }
            return e;
        }
    }

    private void writeAll(List<InternalRow> held, RowReader reader) throws IOException {
        try {
            for (InternalRow row : held) {
                writer.write(row);
            }
        } catch (PawlException e) {
            // Some of its rows may be written already.
            throw isOfRow(e) ? Failures.ofRow(position(reader), e) : e;
        } catch (Exception e) {
            // Alone it was taken: it is what it comes to with those before it.
            if (e instanceof SparkThrowable) {
                throw Failures.ofResult("What the record at " + position(reader) + " is brought together with", e);
            }
            throw e;
        }
    }

    private String position(RowReader reader) {
        return reader.position().orElseGet(() -> split.description() + ", row " + rows);
    }

    private void lookForStop() throws InterruptedIOException {
        if (stop.isUp()) {
            throw new InterruptedIOException("the query was told to stop");
        }
    }
}
