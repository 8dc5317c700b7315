package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads lines from a server on a thread of its own, and connects again when the server goes away. */
final class SocketReceiver implements InboxStream.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(SocketReceiver.class);

    private static final int CONNECT_MS = 10_000;
    private static final int RECONNECT_PAUSE_MS = 1000;
    private static final int PIECE_BYTES = 1 << 16;
    private static final int LINE_BYTES_MAX = 2 << 20;

    private final String host;
    private final int port;
    private final InboxLog log;
    private final InstantSource clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile Socket socket;
    private volatile @Nullable PawlException failure;

    private SocketReceiver(String host, int port, InboxLog log, InstantSource clock, Socket socket) {
        this.host = host;
        this.port = port;
        this.log = log;
        this.clock = clock;
        this.socket = socket;
        this.thread = new Thread(this::run, "socket " + host + ":" + port);
        thread.setDaemon(true);
    }

    /** A server that is not there at the start is taken for a mistake. */
    static SocketReceiver connect(String host, int port, InboxLog log, InstantSource clock) {
        try {
            SocketReceiver receiver = new SocketReceiver(host, port, log, clock, open(host, port));
            receiver.thread.start();
            return receiver;
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    "Cannot connect to " + host + ":" + port + ": " + e.getMessage() + ".",
                    e);
        }
    }

    private static Socket open(String host, int port) throws IOException {
        Socket opened = new Socket();
        try {
            opened.connect(new InetSocketAddress(host, port), CONNECT_MS);
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    private void run() {
        try {
            while (closing.getCount() > 0) {
                String end = readToEnd();
                if (closing.getCount() > 0) {
                    LOG.warn("connection to {}:{} ended, trying to connect again: {}", host, port, end);
                    connectAgain();
                }
            }
        } catch (IOException e) {
            // The log tells it to the query.
            LOG.debug("receiving from {}:{} ended", host, port, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (PawlException e) {
            failure = e;
        }
    }

    /** @throws IOException if the log cannot be written */
    private String readToEnd() throws IOException {
        LineSplitter lines = new LineSplitter(LINE_BYTES_MAX);
        byte[] piece = new byte[PIECE_BYTES];
        while (true) {
            int length;
            try {
                InputStream in = socket.getInputStream();
                length = in.read(piece);
            } catch (IOException e) {
                // The beginning of a line is no line.
                return String.valueOf(e.getMessage());
            }
            if (length < 0) {
                if (lines.hasBegun()) {
                    append(List.of(lines.take()));
                }
                return "the server closed it";
            }
            append(lines.split(piece, length));
            if (lines.isTooLong()) {
                throw new PawlException(
                        ErrorCode.INBOX_RECORD_TOO_LONG,
                        "A line from " + host + ":" + port + " is longer than " + LINE_BYTES_MAX + " bytes.");
            }
        }
    }

    /** While there is no room nothing more is read, and the server has to wait. */
    private void append(List<byte[]> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        long micros = clock.millis() * 1000;
        List<InboxFile.Entry> records =
                lines.stream().map(line -> new InboxFile.Entry(micros, line)).toList();
        while (log.append(records, Optional.empty()) == InboxLog.Outcome.FULL) {
            log.awaitRoom();
        }
    }

    private void connectAgain() throws InterruptedException {
        while (!closing.await(RECONNECT_PAUSE_MS, TimeUnit.MILLISECONDS)) {
            try {
                Socket opened = open(host, port);
                socket = opened;
                LOG.info("connected to {}:{} again", host, port);
                return;
            } catch (IOException e) {
                LOG.debug("cannot connect to {}:{}: {}", host, port, e.getMessage());
            }
        }
    }

    @Override
    public void requireHealthy() {
        PawlException found = failure;
        if (found != null) {
            throw found;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        closeSocket();
        boolean wasInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join(RECONNECT_PAUSE_MS);
                // It may have opened one more meanwhile.
                closeSocket();
            } catch (InterruptedException e) {
                wasInterrupted = true;
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing the connection to {}:{} failed", host, port, e);
        }
    }
}
