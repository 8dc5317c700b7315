package dev.pawl.cli.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Posts the numbers from 0 on, one after the other, each again until it is acknowledged, to whoever listens on a port. */
final class Poster implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int OK = 200;

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final int port;
    private final String path;
    private final String token;
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "poster");
    private volatile boolean isStopped;

    private Poster(int port, String path, String token) {
        this.port = port;
        this.path = path;
        this.token = token;
    }

    static Poster start(String path, String token) throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Poster poster = new Poster(free.getLocalPort(), path, token);
            poster.thread.start();
            return poster;
        }
    }

    /** Where somebody is expected to listen. */
    int port() {
        return port;
    }

    int acknowledged() {
        return acknowledged.get();
    }

    private void run() {
        while (!isStopped) {
            HttpRequest post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("Idempotency-Key", "post-" + acknowledged.get())
                    .header("Authorization", "Bearer " + token)
                    .timeout(PATIENCE)
                    .POST(HttpRequest.BodyPublishers.ofString(Integer.toString(acknowledged.get())))
                    .build();
            try {
                if (client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode() == OK) {
                    acknowledged.incrementAndGet();
                }
            } catch (IOException e) {
                // Killed, or not up yet: perhaps it was taken, perhaps not.
                Thread.onSpinWait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Begins no more posts, and waits for the answer to the last. */
    void stop() throws InterruptedException {
        isStopped = true;
        thread.join();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
