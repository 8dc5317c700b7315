package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KafkaOptionsTest {
    private static final String COLUMNS = "key BINARY,value BINARY,topic STRING,partition INT,offset BIGINT,"
            + "timestamp TIMESTAMP,timestampType INT";

    private static SourceTable table(String... namesAndValues) {
        return table(Optional.empty(), namesAndValues);
    }

    private static SourceTable table(Optional<StructType> columns, String... namesAndValues) {
        Map<String, String> options = new HashMap<>();
        options.put("kafka.bootstrap.servers", "127.0.0.1:1");
        for (int i = 0; i < namesAndValues.length; i += 2) {
            options.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        options.values().removeIf("none"::equals);
        return new KafkaSourceFormat()
                .define(new Options("source orders (kafka)", options), columns, new KafkaQuery.TestOutside());
    }

    private static void assertRefused(ErrorCode code, String text, Runnable asked) {
        assertThatThrownBy(asked::run).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(code);
            assertThat(e.what()).contains(text);
        });
    }

    @Test
    void theFormatIsFoundByItsName() {
        assertThat(ServiceLoader.load(SourceFormat.class))
                .anyMatch(format -> format.name().equals("kafka") && format instanceof KafkaSourceFormat);
    }

    @Test
    void theColumnsAreSparks() {
        assertThat(table("subscribe", "t").columns().toDDL()).isEqualTo(COLUMNS);
        assertThat(table("subscribe", "t", "INCLUDEHEADERS", "true").columns().toDDL())
                .isEqualTo(COLUMNS + ",headers ARRAY<STRUCT<key: STRING, value: BINARY>>");
        assertRefused(
                ErrorCode.SOURCE_UNSUPPORTED,
                "Kafka source has a fixed schema and cannot be set with a custom one",
                () -> table(Optional.of(new StructType()), "subscribe", "t"));
    }

    @Test
    void exactlyOneSubscriptionIsNeeded() {
        assertRefused(
                ErrorCode.OPTION_MISSING,
                "One of the options subscribe, subscribePattern, assign must be specified",
                () -> table());
        assertRefused(
                ErrorCode.OPTION_INVALID,
                "Only one of the options subscribe, subscribePattern, assign can be specified",
                () -> table("subscribe", "t", "subscribepattern", "t.*"));
        assertRefused(
                ErrorCode.OPTION_MISSING,
                "Option 'kafka.bootstrap.servers' must be specified",
                () -> table("subscribe", "t", "kafka.bootstrap.servers", "none"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subscribe | ' , ' | a topic, or several separated by commas",
                "subscribePattern | '' | a regular expression",
                "subscribePattern | ( | a regular expression",
                "assign | t | partitions by topic such as",
                "assign | {\"t\":{\"0\":1}} | partitions by topic such as"
            })
    void aBrokenSubscriptionIsRefused(String option, String value, String text) {
        assertRefused(ErrorCode.OPTION_INVALID, text, () -> table(option, value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.auto.offset.reset | Kafka option 'auto.offset.reset' is not supported for source orders (kafka). Instead set",
                "kafka.key.deserializer | Keys are delivered as byte arrays",
                "kafka.Value.Deserializer | Values are delivered as byte arrays",
                "kafka.enable.auto.commit | Kafka option 'enable.auto.commit' is not supported",
                "kafka.interceptor.classes | Kafka option 'interceptor.classes' is not supported"
            })
    void settingsThatWouldChangeWhatIsReadAreRefused(String option, String text) {
        assertRefused(ErrorCode.OPTION_INVALID, text, () -> table("subscribe", "t", option, "x"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minPartitions | 0 | at least 1",
                "maxRecordsPerPartition | 0 | at least 1",
                "maxOffsetsPerTrigger | x | a whole number",
                "maxTriggerDelay | soon | a time such as 15m",
                "failOnDataLoss | maybe | true or false",
                "startingOffsetsByTimestampStrategy | guess | error or latest",
                "kafkaConsumer.pollTimeoutMs | 0 | at least 1",
                "fetchOffset.numRetries | 0 | at least 1"
            })
    void brokenOptionsAreRefused(String option, String value, String text) {
        assertRefused(ErrorCode.OPTION_INVALID, text, () -> table("subscribe", "t", option, value));
    }

    @Test
    void aBatchCannotBeAtLeastLargerThanAtMost() {
        assertRefused(
                ErrorCode.OPTION_INVALID,
                "The value of minOffsetsPerTrigger (5) is higher than maxOffsetsPerTrigger (4)",
                () -> table("subscribe", "t", "minOffsetsPerTrigger", "5", "maxOffsetsPerTrigger", "4"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "startingOffsets | latest | which cannot start at the latest",
                "startingOffsets | {\"t\":{\"0\":-1}} | which cannot start at the latest",
                "endingOffsets | earliest | a read cannot end at the earliest",
                "endingOffsets | {\"t\":{\"0\":-2}} | a read cannot end at the earliest",
                "startingOffsets | soon | earliest, latest, or offsets by topic and partition",
                "startingTimestamp | today | a single number, milliseconds since 1970",
                "endingOffsetsByTimestamp | 7 | timestamps by topic and partition"
            })
    void aStaticReadGoesFromWhatIsThereToWhatIsThere(String option, String value, String text) {
        assertRefused(ErrorCode.OPTION_INVALID, text, () -> table("subscribe", "t", option, value)
                .openStatic(KafkaColumns.withoutHeaders()));
    }
}
