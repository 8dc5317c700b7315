package dev.pawl.cli.run;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Sends the numbers from 0 on as lines to whoever connects, some at once, and waits with the next ones until these are in its log; what is lost
 * with a connection is not sent again.
 */
final class LineServer implements AutoCloseable {
    private static final int LINES_AT_ONCE = 3;
    private static final Duration LOOK_EVERY = Duration.ofMillis(2);
    /** So that a line can be told from the other bytes of a log. */
    private static final int FIRST = 1_000_000;

    private static final Pattern LINE = Pattern.compile("1[0-9]{6}");

    private final ServerSocket server;
    private final Path log;
    private final Set<String> logged = new ConcurrentSkipListSet<>();
    private final Thread thread = new Thread(this::run, "lines");
    private final AtomicInteger next = new AtomicInteger(FIRST);

    private LineServer(ServerSocket server, Path log) {
        this.server = server;
        this.log = log;
    }

    /** @param log the directory with the files of received lines, once somebody has connected */
    static LineServer start(Path log) throws IOException {
        LineServer lines = new LineServer(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()), log);
        lines.thread.start();
        return lines;
    }

    int port() {
        return server.getLocalPort();
    }

    /** All lines are lower. */
    int sent() {
        return next.get();
    }

    /** Lines that were seen in the log. */
    List<String> logged() {
        return List.copyOf(logged);
    }

    private void run() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                send(client);
            } catch (IOException e) {
                // Killed: the next process connects again.
                Thread.onSpinWait();
            }
        }
    }

    private void send(Socket client) throws IOException {
        OutputStream out = client.getOutputStream();
        client.setSoTimeout(Math.toIntExact(LOOK_EVERY.toMillis()));
        while (!server.isClosed()) {
            StringBuilder some = new StringBuilder();
            for (int line = 0; line < LINES_AT_ONCE; line++) {
                some.append(next.getAndIncrement()).append('\n');
            }
            out.write(some.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            String last = Integer.toString(next.get() - 1);
            while (!logged.contains(last)) {
                if (hasEnded(client)) {
                    return;
                }
                lookAtTheLog();
            }
        }
    }

    /** Waits a little: the other side never says anything. */
    private static boolean hasEnded(Socket client) throws IOException {
        try {
            return client.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    /** Remembers the lines that are in the log now. */
    void lookAtTheLog() throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        try (Stream<Path> files = Files.list(log)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".log")).toList()) {
                Matcher lines = LINE.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
                while (lines.find()) {
                    logged.add(lines.group());
                }
            }
        } catch (NoSuchFileException e) {
            // Its lines are committed.
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
