package dev.pawl.connectors.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.option.Options;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpReceiverTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(7));

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<HttpReceiver> open = new ArrayList<>();

    @TempDir
    private Path directory;

    private Storage storage;
    private InboxLog log;

    @BeforeEach
    void openLog() {
        storage = Storages.openForWriting(
                directory.toString(), Durability.SYNCED, () -> UUID.randomUUID().toString());
        log = InboxLog.open(storage, "0", InboxLog.Limits.of(1 << 16));
    }

    @AfterEach
    void closeAll() {
        open.forEach(HttpReceiver::close);
    }

    private URI listen(Optional<String> token, int requestBytes) {
        HttpReceiver receiver =
                HttpReceiver.listen(new HttpSettings(HttpSettings.LOCAL, 0, "/in", token, requestBytes), log, CLOCK);
        open.add(receiver);
        return URI.create("http://127.0.0.1:" + receiver.port() + "/in");
    }

    private HttpResponse<String> post(URI to, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(to).POST(HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String told(HttpResponse<String> response) {
        return response.statusCode() + " " + response.body().strip();
    }

    private List<String> logged() throws IOException {
        List<String> values = new ArrayList<>();
        for (long file : log.filesOf(0, log.next())) {
            for (InboxFile.Entry record : log.read(file).records()) {
                assertThat(record.receivedMicros()).isEqualTo(7000);
                values.add(new String(record.value(), StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    @Test
    void bodiesBecomeRecordsAndAreDurableWhenTheyAreAnswered() throws Exception {
        URI in = listen(Optional.empty(), 1000);
        assertThat(told(post(in, "a\r\n\nä\u2028b\n"))).isEqualTo("200 {\"records\":3}");
        assertThat(told(post(in, "last line", "Content-Type", "text/plain; charset=utf-8")))
                .isEqualTo("200 {\"records\":1}");
        assertThat(told(post(in, "{\"a\":1}\n\n {\"a\":2}", "Content-Type", "application/x-ndjson")))
                .isEqualTo("200 {\"records\":2}");
        assertThat(told(post(
                        in,
                        " [ {\"a\": 1.00, \"ä\":\"x\"} , [1, 2],3.50 ,\"s\",null, 4 ]\n",
                        "Content-Type",
                        "application/json")))
                .isEqualTo("200 {\"records\":6}");
        assertThat(told(post(in, "{\"one\":\n1}", "Content-Type", "Application/JSON")))
                .isEqualTo("200 {\"records\":1}");
        assertThat(told(post(in, ""))).isEqualTo("200 {\"records\":0}");
        assertThat(told(post(in, "[]", "Content-Type", "application/json"))).isEqualTo("200 {\"records\":0}");

        List<String> expected = List.of(
                "a",
                "",
                "ä\u2028b",
                "last line",
                "{\"a\":1}",
                " {\"a\":2}",
                "{\"a\": 1.00, \"ä\":\"x\"}",
                "[1, 2]",
                "3.50",
                "\"s\"",
                "null",
                "4",
                "{\"one\":\n1}");
        assertThat(logged()).isEqualTo(expected);
        log = InboxLog.open(storage, "0", InboxLog.Limits.of(1 << 16));
        assertThat(logged()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | [1, 2 | the body is not JSON",
                "application/json | [1] [2] | more than one value is in the body",
                "application/json | {\"a\":} | the body is not JSON",
                "application/x-ndjson | {\"a\":1}~{\"a\": | line 2 is not JSON",
                "application/x-ndjson | 1 2 | line 1 holds more than one value"
            })
    void ofABodyThatIsNotWhatItSaysNothingIsTaken(String type, String body, String why) throws Exception {
        URI in = listen(Optional.empty(), 1000);
        assertThat(told(post(in, body.replace('~', '\n'), "Content-Type", type)))
                .isEqualTo("400 {\"error\":\"" + why + "\"}");
        assertThat(log.next()).isZero();
    }

    @Test
    void whatIsNotForTheLogIsRefused() throws Exception {
        URI in = listen(Optional.empty(), 1000);
        assertThat(told(post(in.resolve("/other"), "x"))).isEqualTo("404 {\"error\":\"only /in takes records\"}");
        HttpResponse<String> got =
                client.send(HttpRequest.newBuilder(in).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(told(got)).isEqualTo("405 {\"error\":\"records are posted\"}");
        assertThat(got.headers().firstValue("Allow")).hasValue("POST");
        assertThat(told(post(in, "x".repeat(1001)))).isEqualTo("413 {\"error\":\"a request has at most 1000 bytes\"}");
        assertThat(told(post(in, "x", "Idempotency-Key", "a b"))).startsWith("400 {\"error\":\"an Idempotency-Key is");
        assertThat(post(in, "x", "Content-Encoding", "gzip").statusCode()).isEqualTo(415);
        assertThat(told(post(in, "x", "Origin", "http://example.com"))).startsWith("403 ");
        HttpRequest notText = HttpRequest.newBuilder(in)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] {(byte) 0xC0}))
                .build();
        assertThat(told(client.send(notText, HttpResponse.BodyHandlers.ofString())))
                .isEqualTo("400 {\"error\":\"the body is not UTF-8\"}");
        for (String type : List.of("application/json", "application/x-ndjson")) {
            HttpRequest wide = HttpRequest.newBuilder(in)
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}", StandardCharsets.UTF_16LE))
                    .build();
            assertThat(told(client.send(wide, HttpResponse.BodyHandlers.ofString())))
                    .isEqualTo("400 {\"error\":\"the body is not JSON in UTF-8\"}");
        }

        URI guarded = listen(Optional.of("a long secret"), 1000);
        HttpResponse<String> stranger = post(guarded, "x");
        assertThat(told(stranger))
                .isEqualTo("401 {\"error\":\"the header Authorization: Bearer <token> is missing or wrong\"}");
        assertThat(post(guarded, "x", "Authorization", "Bearer another one").statusCode())
                .isEqualTo(401);
        assertThat(log.next()).isZero();
        assertThat(post(guarded, "x", "Authorization", "Bearer a long secret", "Origin", "http://example.com")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aRequestThatIsSentAgainIsNotTakenTwice() throws Exception {
        URI in = listen(Optional.empty(), 1000);
        assertThat(told(post(in, "a", "Idempotency-Key", "one"))).isEqualTo("200 {\"records\":1}");
        assertThat(told(post(in, "a", "Idempotency-Key", "one"))).isEqualTo("200 {\"records\":0,\"known\":true}");
        assertThat(told(post(in, "a", "Idempotency-Key", "two"))).isEqualTo("200 {\"records\":1}");
        assertThat(logged()).containsExactly("a", "a");
    }

    @Test
    void whoFindsTheLogFullIsToldToComeAgain() throws Exception {
        URI in = listen(Optional.empty(), 1 << 20);
        assertThat(told(post(in, "\n".repeat(10_000))))
                .isEqualTo("413 {\"error\":\"the request has too many records for the log: send fewer at once\"}");
        HttpResponse<String> last = post(in, "x".repeat(16_000));
        for (int i = 0; i < 10 && last.statusCode() == 200; i++) {
            last = post(in, "x".repeat(16_000));
        }
        assertThat(told(last)).isEqualTo("503 {\"error\":\"the log is full: batches do not keep up\"}");
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        log.purge(log.next() - 1);
        assertThat(post(in, "x".repeat(16_000)).statusCode()).isEqualTo(200);
    }

    @Test
    void whatCannotBeWrittenIsNotAcknowledged() throws Exception {
        URI in = listen(Optional.empty(), 1000);
        storage.createNew("pawl/inbox/0/" + InboxFile.name(0), Content.of("of another process"));
        for (int i = 0; i < 2; i++) {
            assertThat(told(post(in, "x")))
                    .isEqualTo("503 {\"error\":\"the log cannot be written; the records may or may not be in it\"}");
        }
        assertThatThrownBy(log::requireHealthy).isInstanceOf(PawlException.class);
    }

    @Test
    void settingsAreChecked() throws IOException {
        refused(ErrorCode.OPTION_MISSING, "Option port is missing");
        refused(ErrorCode.OPTION_INVALID, "Option port of source in (http) must be at most 65535", "port", "70000");
        refused(
                ErrorCode.OPTION_INVALID,
                "Option path of source in (http) must be like /orders",
                "port",
                "0",
                "path",
                "x");
        refused(
                ErrorCode.OPTION_MISSING,
                "Option token is missing: source in (http) listens on 0.0.0.0, where others than this machine could send"
                        + " rows without it.",
                "port",
                "0",
                "host",
                "0.0.0.0");
        refused(ErrorCode.OPTION_INVALID, "Option token of source in (http)", "port", "0", "token", "short");
        refused(
                ErrorCode.OPTION_INVALID,
                "at most a quarter of maxLogBytes, which is 4194304",
                "port",
                "0",
                "maxLogBytes",
                "16777216",
                "maxRequestBytes",
                "9999999");
        assertThatThrownBy(() -> define(Map.of("port", "0"), Optional.of(StructType.fromDDL("a INT"))))
                .hasMessageContaining("take value apart in a query, for example with from_json");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            HttpSettings settings =
                    new HttpSettings(HttpSettings.LOCAL, taken.getLocalPort(), "/", Optional.empty(), 1);
            assertThatThrownBy(() -> HttpReceiver.listen(settings, log, CLOCK))
                    .isInstanceOfSatisfying(PawlException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_UNAVAILABLE);
                        assertThat(e.what())
                                .isEqualTo("Cannot listen on 127.0.0.1:" + taken.getLocalPort()
                                        + ": Address already in use.");
                    });
        }
    }

    private static void define(Map<String, String> options, Optional<StructType> columns) {
        new HttpSourceFormat().define(new Options("source in (http)", options), columns, Pawl.outside());
    }

    private static void refused(ErrorCode code, String text, String... namesAndValues) {
        Map<String, String> options = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        assertThatThrownBy(() -> define(options, Optional.empty())).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).as(e.what()).isEqualTo(code);
            assertThat(e.what()).contains(text).doesNotContain("short");
        });
    }
}
