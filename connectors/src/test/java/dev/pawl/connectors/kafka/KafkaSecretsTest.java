package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StreamSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaSecretsTest {
    private static final String SECRET = "hunter2-never-shown";

    @TempDir
    private Path checkpoint;

    private static Map<String, String> options(String jaas) {
        Map<String, String> options = new HashMap<>();
        options.put("subscribe", "t");
        options.put("topic", "t");
        options.put("kafka.bootstrap.servers", "127.0.0.1:1");
        options.put("kafka.security.protocol", "SASL_PLAINTEXT");
        options.put("kafka.sasl.mechanism", "PLAIN");
        options.put("kafka.sasl.jaas.config", jaas);
        options.put("kafka.ssl.keystore.password", SECRET);
        options.put("kafka.ssl.keystore.key", SECRET);
        options.put("kafka.default.api.timeout.ms", "100");
        options.put("kafka.request.timeout.ms", "100");
        options.put("fetchOffset.numRetries", "1");
        return options;
    }

    private static String everythingOf(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"" + SECRET
                        + "\";",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"u\" password=\"" + SECRET
                        + "\"",
                "no.such.Module required password=\"" + SECRET + "\";",
                "M required username=\"u\" password=\"a\"" + SECRET + "\";",
                "M required username=\"u\" password=a " + SECRET + ";",
                "PlainLoginModule password=" + SECRET + " " + SECRET + ";",
                SECRET
            })
    void noErrorShowsWhatIsSecret(String jaas) {
        Options options = new Options("source orders (kafka)", options(jaas));
        KafkaQuery.TestOutside outside = new KafkaQuery.TestOutside();
        try (KafkaQuery query = new KafkaQuery(checkpoint, "", options(jaas))) {
            Throwable failure = catchThrowable(query::begin);
            assertThat(failure).isNotNull();
            assertThat(everythingOf(failure)).doesNotContain(SECRET);
        }
        SinkRequest request =
                new SinkRequest(options, StructType.fromDDL("value STRING"), List.of(), OutputMode.APPEND, "query");
        Throwable failure = catchThrowable(
                () -> new KafkaSinkFormat().open(request, outside).close());
        assertThat(failure == null ? "" : everythingOf(failure)).doesNotContain(SECRET);
    }

    @Test
    void credentialsThatCannotBeReadAreToldWithoutThem() {
        Options options = new Options("source orders (kafka)", options("M required username=u password=\"a\"b\";"));
        SinkRequest request =
                new SinkRequest(options, StructType.fromDDL("value STRING"), List.of(), OutputMode.APPEND, "query");

        assertThat(catchThrowable(() -> new KafkaSinkFormat().open(request, new KafkaQuery.TestOutside())))
                .hasMessageContaining("of source orders (kafka) could not be made from its options: option"
                        + " kafka.sasl.jaas.config must be a login module, required, and its settings, such as"
                        + " module.Name required username=\"u\" password=\"p\"; with \\\" for a quote in a value.");
    }

    @Test
    void shortValuesDoNotGarbleWhatIsTold() {
        Map<String, String> given = options("no.such.Module required username=\"u\" password=\"" + SECRET + "\";");
        given.put("kafka.ssl.key.password", "e");
        given.put("kafka.acks", "few");
        Options options = new Options("source orders (kafka)", given);
        SinkRequest request =
                new SinkRequest(options, StructType.fromDDL("value STRING"), List.of(), OutputMode.APPEND, "query");

        assertThat(catchThrowable(() -> new KafkaSinkFormat().open(request, new KafkaQuery.TestOutside())))
                .hasMessageContaining("Invalid value few for configuration acks");
    }

    @Test
    void nothingShowsWhatIsSecret() {
        Map<String, String> given = options("Module required password=\"" + SECRET + "\";");
        Options options = new Options("source orders (kafka)", given);
        try (KafkaQuery query = new KafkaQuery(checkpoint, "", given)) {
            SourceTable table = query.table();
            StreamSource source = query.source();
            assertThat(List.of(
                            options.toString(),
                            SourceSettings.of(options).toString(),
                            ClientSettings.ofSource(options).toString(),
                            table.toString(),
                            source.toString(),
                            source.description()))
                    .noneMatch(text -> text.contains(SECRET));
        }
    }
}
