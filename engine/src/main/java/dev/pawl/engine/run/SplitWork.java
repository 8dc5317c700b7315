package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.io.IOException;
import java.io.InterruptedIOException;

/** The rows of one split. */
final class SplitWork implements BatchTask.Work<SplitWork.Read> {
    private static final int ROWS_BETWEEN_LOOKS = 0x1000;

    private final int input;
    private final Split split;

    /** How many rows came from an input. */
    record Read(int input, long rows) {}

    SplitWork(int input, Split split) {
        this.input = input;
        this.split = split;
    }

    @Override
    public Read run(RowPath.Lane lane) throws IOException {
        long rows = 0;
        try (RowReader reader = split.open()) {
            while (reader.next()) {
                lane.accept(reader.row());
                rows++;
                if (rows % ROWS_BETWEEN_LOOKS == 0 && Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("the query was told to stop");
                }
            }
        }
        return new Read(input, rows);
    }

    @Override
    public PawlException failure(Exception e) {
        return Failures.ofTask(split.description(), e);
    }
}
