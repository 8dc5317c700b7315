package dev.pawl.spark;

import dev.pawl.pipeline.remote.RunRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The process that asked for the run, at the other end of standard input. It holds the leases: when it is gone, or has been silent
 * for so long that others may soon take its checkpoints, nothing more may be written.
 */
final class Asker {
    private static final String GONE = "gone";

    private final BufferedReader in;
    private final long silenceMsMax;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    Asker(BufferedReader in, long silenceMsMax) {
        this.in = in;
        this.silenceMsMax = silenceMsMax;
    }

    /** The first line; null if there is none. */
    @org.jspecify.annotations.Nullable
    String request() throws IOException {
        return in.readLine();
    }

    /**
     * Listens from now on.
     *
     * @param stop when the batches that run shall be the last
     * @param end when nothing more may be written
     */
    void listen(Runnable stop, Runnable end) {
        daemon("asker", this::read);
        daemon("asker's silence", () -> obey(stop, end));
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                heard.add(line);
            }
        } catch (IOException e) {
            // As good as its end.
        }
        heard.add(GONE);
    }

    private void obey(Runnable stop, Runnable end) {
        try {
            for (String word = next(); !word.equals(GONE); word = next()) {
                if (word.equals(RunRequest.STOP)) {
                    stop.run();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        end.run();
    }

    private String next() throws InterruptedException {
        String word = heard.poll(silenceMsMax, TimeUnit.MILLISECONDS);
        return word == null ? GONE : word;
    }
}
