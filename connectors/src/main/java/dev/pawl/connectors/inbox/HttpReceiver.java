package dev.pawl.connectors.inbox;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for posts, and answers each when its records are durable, or says why they are not. */
final class HttpReceiver implements InboxStream.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(HttpReceiver.class);

    /** So many requests wait for one sync together. */
    private static final int THREADS = 16;

    private static final int BACKLOG = 256;
    private static final int RETRY_AFTER_SECONDS = 1;
    private static final int KEY_LENGTH_MAX = 200;
    private static final int REQUEST_SECONDS_MAX = 60;
    private static final int CLOSE_SECONDS = 5;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;
    private static final int UNAVAILABLE = 503;

    private final HttpSettings settings;
    private final InboxLog log;
    private final InstantSource clock;
    private final HttpServer server;
    private final ExecutorService threads;

    static {
        // The JDK's server takes these from nowhere else. Without the first, an answer waits 40 ms for the client's
        // word that it has its
        // headers; with the second, a client that does not get on with its request is cut off, and frees its thread.
        setDefault("sun.net.httpserver.nodelay", "true");
        setDefault("sun.net.httpserver.maxReqTime", Integer.toString(REQUEST_SECONDS_MAX));
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** What a request is told. */
    private record Answer(int status, String json) {
        static Answer error(int status, String what) {
            return new Answer(status, "{\"error\":\"" + what + "\"}");
        }
    }

    private HttpReceiver(HttpSettings settings, InboxLog log, InstantSource clock, HttpServer server) {
        this.settings = settings;
        this.log = log;
        this.clock = clock;
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "http " + settings.port());
            thread.setDaemon(true);
            return thread;
        });
    }

    static HttpReceiver listen(HttpSettings settings, InboxLog log, InstantSource clock) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(settings.host(), settings.port()), BACKLOG);
            HttpReceiver receiver = new HttpReceiver(settings, log, clock, server);
            server.setExecutor(receiver.threads);
            server.createContext("/", receiver::handle);
            server.start();
            LOG.info("listening on {}:{}{}", settings.host(), receiver.port(), settings.path());
            return receiver;
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNAVAILABLE,
                    "Cannot listen on " + settings.host() + ":" + settings.port() + ": " + e.getMessage() + ".",
                    e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            Headers headers = exchange.getResponseHeaders();
            headers.set("Content-Type", "application/json");
            if (answer.status() == UNAVAILABLE) {
                headers.set("Retry-After", Integer.toString(RETRY_AFTER_SECONDS));
            } else if (answer.status() == METHOD_NOT_ALLOWED) {
                headers.set("Allow", "POST");
            } else if (answer.status() == UNAUTHORIZED) {
                headers.set("WWW-Authenticate", "Bearer");
            }
            byte[] body = (answer.json() + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals(settings.path())) {
            return Answer.error(NOT_FOUND, "only " + settings.path() + " takes records");
        }
        if (!isAllowed(exchange.getRequestHeaders())) {
            return Answer.error(UNAUTHORIZED, "the header Authorization: Bearer <token> is missing or wrong");
        }
        if (settings.token().isEmpty() && exchange.getRequestHeaders().containsKey("Origin")) {
            // Any page that somebody on this machine looks at could send it.
            return Answer.error(FORBIDDEN, "requests of web pages are taken only by a source with a token");
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return Answer.error(METHOD_NOT_ALLOWED, "records are posted");
        }
        Optional<String> key = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        if (key.isPresent() && !key.get().matches("[!-~]{1," + KEY_LENGTH_MAX + "}")) {
            return Answer.error(
                    BAD_REQUEST, "an Idempotency-Key is 1 to " + KEY_LENGTH_MAX + " visible ASCII characters");
        }
        byte[] body;
        try (InputStream in = exchange.getRequestBody()) {
            body = in.readNBytes(settings.requestBytes() + 1);
        }
        if (body.length > settings.requestBytes()) {
            return Answer.error(TOO_LARGE, "a request has at most " + settings.requestBytes() + " bytes");
        }
        try {
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            return take(RequestBody.records(body, type == null ? "" : type), key);
        } catch (RequestBody.UnfitException e) {
            return Answer.error(BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    private boolean isAllowed(Headers headers) {
        if (settings.token().isEmpty()) {
            return true;
        }
        String given = headers.getFirst("Authorization");
        byte[] expected = ("Bearer " + settings.token().get()).getBytes(StandardCharsets.UTF_8);
        return given != null && MessageDigest.isEqual(expected, given.getBytes(StandardCharsets.UTF_8));
    }

    private Answer take(List<byte[]> values, Optional<String> key) {
        if (values.isEmpty()) {
            return new Answer(OK, "{\"records\":0}");
        }
        long micros = clock.millis() * 1000;
        List<InboxFile.Entry> records =
                values.stream().map(value -> new InboxFile.Entry(micros, value)).toList();
        if (InboxLog.sizeOf(records) > log.appendBytesMax()) {
            return Answer.error(TOO_LARGE, "the request has too many records for the log: send fewer at once");
        }
        try {
            return switch (log.append(records, key)) {
                case DURABLE -> new Answer(OK, "{\"records\":" + values.size() + "}");
                case KNOWN -> new Answer(OK, "{\"records\":0,\"known\":true}");
                case FULL -> Answer.error(UNAVAILABLE, "the log is full: batches do not keep up");
            };
        } catch (IOException e) {
            return Answer.error(UNAVAILABLE, "the log cannot be written; the records may or may not be in it");
        }
    }

    @Override
    public void requireHealthy() {}

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        try {
            // What is being written is written to its end: the storage is closed next.
            if (!threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
