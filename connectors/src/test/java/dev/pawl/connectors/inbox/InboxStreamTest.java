package dev.pawl.connectors.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines from a server on their way through the log into batches. */
class InboxStreamTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Optional<SourceOffset> START = offset(-1);

    @TempDir
    private Path directory;

    private Storage checkpoint;
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        checkpoint = Storages.openForWriting(
                directory.toString(), Durability.SYNCED, () -> UUID.randomUUID().toString());
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    }

    @AfterEach
    void closeServer() throws IOException {
        server.close();
    }

    private static Optional<SourceOffset> offset(long number) {
        return Optional.of(new SourceOffset(Long.toString(number)));
    }

    private SourceTable table() {
        Options options = new Options(
                "source lines (socket)",
                Map.of(
                        "host",
                        "127.0.0.1",
                        "port",
                        Integer.toString(server.getLocalPort()),
                        "includeTimestamp",
                        "true"));
        return new SocketSourceFormat().define(options, Optional.empty(), Pawl.outside());
    }

    private StreamSource stream(String required) {
        return table().openStream(new StreamScope("0", StructType.fromDDL(required), checkpoint, "query"));
    }

    private StreamSource stream() {
        return stream("value STRING");
    }

    private static void send(Socket to, String text) throws IOException {
        to.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        to.getOutputStream().flush();
    }

    private static void awaitEnd(StreamSource stream, long end) {
        Instant until = Instant.now().plus(PATIENCE);
        while (!stream.latestOffset(START, ReadLimit.BY_OPTIONS).equals(offset(end))) {
            assertThat(Instant.now()).as("the log has record %s", end).isBefore(until);
            Thread.onSpinWait();
        }
    }

    private static List<String> rows(StreamSource stream, long start, long end) throws IOException {
        List<String> rows = new ArrayList<>();
        for (Split split : stream.splits(offset(start), new SourceOffset(Long.toString(end)))) {
            try (RowReader reader = split.open()) {
                while (reader.next()) {
                    rows.add(reader.row().getUTF8String(0).toString());
                }
            }
        }
        return rows;
    }

    @Test
    void linesSurviveTheirProcessAndARestartReadsTheSameBatches() throws IOException {
        try (StreamSource stream = stream()) {
            assertThat(stream.description())
                    .isEqualTo("TextSocketV2[host: 127.0.0.1, port: " + server.getLocalPort() + "]");
            assertThat(stream.initialOffset()).isEqualTo(START);
            assertThat(stream.latestOffset(START, ReadLimit.BY_OPTIONS)).isEqualTo(START);
            try (Socket client = server.accept()) {
                send(client, "a\r\nb\n");
                awaitEnd(stream, 1);
                send(client, "\nü\rnot");
                awaitEnd(stream, 3);
                send(client, " yet");
                // The connection breaks off: what came is a line.
            }
            awaitEnd(stream, 4);
            try (Socket again = server.accept()) {
                send(again, "after a new connection\n");
                awaitEnd(stream, 5);
            }
            assertThat(rows(stream, -1, 2)).containsExactly("a", "b", "");
        }
        try (StreamSource restarted = stream()) {
            assertThat(rows(restarted, -1, 2)).containsExactly("a", "b", "");
            assertThat(rows(restarted, 2, 5)).containsExactly("ü", "not yet", "after a new connection");
            restarted.committed(new SourceOffset("2"));
            restarted.pinEnd();
            assertThat(restarted.latestOffset(offset(2), ReadLimit.NONE)).isEqualTo(offset(5));
            assertThat(restarted.reportedLatest()).isEqualTo(offset(5));
            assertThatThrownBy(() -> restarted.splits(offset(2), new SourceOffset("9")))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INBOX_DAMAGED))
                    .hasMessageContaining("records 6 to 9, which are to be read, are not there");
        }
    }

    @Test
    void linesKnowWhenTheyWereReceived() throws IOException {
        long before = System.currentTimeMillis();
        try (StreamSource stream = stream("timestamp TIMESTAMP, value STRING")) {
            stream.latestOffset(START, ReadLimit.BY_OPTIONS);
            try (Socket client = server.accept()) {
                send(client, "a\n");
                awaitEnd(stream, 0);
            }
            try (RowReader reader =
                    stream.splits(START, new SourceOffset("0")).get(0).open()) {
                assertThat(reader.next()).isTrue();
                assertThat(reader.row().getLong(0) / 1000).isBetween(before, System.currentTimeMillis());
                assertThat(reader.row().getUTF8String(1)).hasToString("a");
            }
        }
    }

    @Test
    void aCheckpointOfSparkGoesOnWithTheNextNumber() throws IOException {
        try (StreamSource stream = stream()) {
            assertThat(stream.latestOffset(offset(41), ReadLimit.BY_OPTIONS)).isEqualTo(offset(41));
            try (Socket client = server.accept()) {
                send(client, "a\n");
                awaitEnd(stream, 42);
            }
            assertThat(rows(stream, 41, 42)).containsExactly("a");
        }
        try (StreamSource restarted = stream()) {
            assertThatThrownBy(() -> restarted.splits(offset(40), new SourceOffset("42")))
                    .hasMessageContaining("records 41 to 42, which are to be read, are not there");
            assertThatThrownBy(() -> restarted.latestOffset(offset(50), ReadLimit.BY_OPTIONS))
                    .hasMessageContaining("it ends at record 42, but the query has read up to record 50");
            assertThatThrownBy(() -> restarted.latestOffset(Optional.of(new SourceOffset("{}")), ReadLimit.BY_OPTIONS))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFSET_LOG_CORRUPT))
                    .hasMessageContaining("Expected the number of a record, found {}.");
        }
        SourceTable http = new HttpSourceFormat()
                .define(new Options("source in (http)", Map.of("port", "0")), Optional.empty(), Pawl.outside());
        try (StreamSource stream =
                http.openStream(new StreamScope("1", StructType.fromDDL("value STRING"), checkpoint, "query"))) {
            assertThatThrownBy(() -> stream.latestOffset(offset(3), ReadLimit.BY_OPTIONS))
                    .hasMessageContaining("it is empty, but the query has read up to record 3");
        }
    }

    @Test
    void aLineWithoutEndStopsTheQuery() throws IOException {
        try (StreamSource stream = stream()) {
            stream.latestOffset(START, ReadLimit.BY_OPTIONS);
            try (Socket client = server.accept()) {
                send(client, "x".repeat((2 << 20) + 100_000));
                assertThatThrownBy(() -> awaitEnd(stream, 0)).isInstanceOfSatisfying(PawlException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.INBOX_RECORD_TOO_LONG);
                    assertThat(e.what())
                            .isEqualTo("A line from 127.0.0.1:" + server.getLocalPort()
                                    + " is longer than 2097152 bytes.");
                });
            }
        }
    }

    @Test
    void aServerThatIsNotThereIsToldAtTheStart() throws IOException {
        server.close();
        try (StreamSource stream = stream()) {
            assertThatThrownBy(() -> stream.latestOffset(START, ReadLimit.BY_OPTIONS))
                    .isInstanceOfSatisfying(PawlException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
                        assertThat(e.what())
                                .isEqualTo("Cannot connect to 127.0.0.1:" + server.getLocalPort()
                                        + ": Connection refused.");
                    });
        }
        assertThatThrownBy(() -> table().openStatic(StructType.fromDDL("value STRING")))
                .hasMessageContaining("Format socket can only be read as a stream, with STREAM.");
    }
}
