package dev.pawl.spark;

import dev.pawl.pipeline.remote.RunEvent;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.streaming.StreamingQueryListener;

/** Tells whoever asked for the run what happens, a line each. */
final class Events extends StreamingQueryListener {
    private final PrintStream out;

    Events(PrintStream out) {
        this.out = out;
    }

    synchronized void tell(RunEvent event) {
        out.println(event.format());
        out.flush();
    }

    void note(String text) {
        tell(RunEvent.of(RunEvent.Kind.NOTE, text));
    }

    @Override
    public void onQueryStarted(QueryStartedEvent event) {
        // Only batches count.
    }

    @Override
    public void onQueryProgress(QueryProgressEvent event) {
        tell(RunEvent.of(RunEvent.Kind.PROGRESS, event.progress().json()));
    }

    @Override
    public void onQueryTerminated(QueryTerminatedEvent event) {
        // Who waits for the query tells.
    }

    /** What a {@code console} sink prints. */
    PrintStream console() {
        return new PrintStream(new Lines(), true, StandardCharsets.UTF_8);
    }

    private final class Lines extends OutputStream {
        private final java.io.ByteArrayOutputStream line = new java.io.ByteArrayOutputStream();

        @Override
        public synchronized void write(int oneByte) {
            if (oneByte == '\n') {
                tell(RunEvent.of(RunEvent.Kind.CONSOLE, line.toString(StandardCharsets.UTF_8)));
                line.reset();
            } else if (oneByte != '\r') {
                line.write(oneByte);
            }
        }
    }
}
