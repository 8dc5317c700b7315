package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** The rows of a snapshot that knows nothing of other versions: damage is reported with what else can be loaded. */
final class AdvisedRows implements StateCursor {
    private final StateCursor rows;
    private final UnaryOperator<String> advice;

    private AdvisedRows(StateCursor rows, UnaryOperator<String> advice) {
        this.rows = rows;
        this.advice = advice;
    }

    /** Opens a snapshot. */
    interface Opening {
        StateCursor open() throws IOException;
    }

    static StateCursor open(Opening opening, UnaryOperator<String> advice) throws IOException {
        try {
            return new AdvisedRows(opening.open(), advice);
        } catch (PawlException e) {
            throw advised(e, advice);
        }
    }

    @Override
    public boolean next() throws IOException {
        try {
            return rows.next();
        } catch (PawlException e) {
            throw advised(e, advice);
        }
    }

    @Override
    public Bytes key() {
        return rows.key();
    }

    @Override
    public Bytes value() {
        return rows.value();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }

    private static PawlException advised(PawlException e, UnaryOperator<String> advice) {
        if (e.code().kind() != ErrorKind.DAMAGED) {
            return e;
        }
        return new PawlException(e.code(), StateFileInput.sentences(e.what(), () -> advice.apply(e.what())), e);
    }
}
