package dev.pawl.engine.run;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.engine.sink.RowWriter;
import dev.pawl.engine.sink.WrittenPart;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;

/** Rows into a sink. What fails here is the target's, not that of the source the rows come from. */
record SinkAttempt(RowWriter writer, String target) implements Outlet.Attempt {
    @Override
    public void write(InternalRow row) throws IOException {
        try {
            writer.write(row);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void check(InternalRow row) {
        writer.check(row);
    }

    @Override
    public Optional<WrittenPart> finish() throws IOException {
        try {
            return Optional.of(writer.finish());
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void abort() {
        writer.abort();
    }

    private PawlException failed(IOException e) throws IOException {
        if (e instanceof InterruptedIOException || e instanceof ClosedByInterruptException) {
            throw e;
        }
        return new PawlException(
                ErrorCode.SINK_FAILED,
                "Writing to " + target + " failed: " + e.getClass().getSimpleName() + ": "
                        + Secrets.withoutSecrets(String.valueOf(e.getMessage())) + ".",
                e);
    }
}
