package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.InitialOffset.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceLogsTest {
    private final FakeStorage storage = new FakeStorage();

    @ParameterizedTest
    @CsvSource({
        "agg-simple-hdfs, FILES",
        "filesource-sink-compact, FILES",
        "kafka-agg, KAFKA_INITIAL_OFFSET",
        "kafka-async-progress, KAFKA_INITIAL_OFFSET",
        "rate, RATE_START",
        "rate-microbatch, NONE",
        "delta-source-sink, NONE"
    })
    void theKindIsToldByTheContent(String fixture, SourceLogKind kind) {
        assertThat(new SourceLogs(LogFixtures.checkpoint(fixture)).kind("0")).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v1                          | FILES",
                "v1\\n{\"batchId\":0,\"path\":\"a\"} | FILES",
                "v1\\n17                     | RATE_START",
                "v1\\n{\"lsn\":5}            | UNKNOWN",
                "''                          | UNKNOWN",
                "hello                       | UNKNOWN",
                "v1\\nhello                  | UNKNOWN",
            })
    void whatIsNotRecognisedIsUnknown(String text, SourceLogKind kind) {
        storage.put("sources/3/0", text.replace("\\n", "\n"));
        assertThat(new SourceLogs(storage).kind("3")).isEqualTo(kind);
        assertThat(new SourceLogs(storage).sourceIds()).containsExactly("3");
    }

    @Test
    void aCompactionBelongsToAFileSource() {
        storage.put("sources/0/9.compact", "?");
        assertThat(new SourceLogs(storage).kind("0")).isEqualTo(SourceLogKind.FILES);
    }

    @Test
    void theBeginningOfKafkaIsWrittenAsSparkWritesIt() {
        InitialOffset offset = new InitialOffset(Kind.KAFKA, new SourceOffset("{\"t\":{\"0\":23}}"));
        offset.createNew(storage, "1");
        assertThat(storage.text("sources/1/0")).isEqualTo("\0v1\n{\"t\":{\"0\":23}}");
        assertThat(InitialOffset.read(storage, "1", Kind.KAFKA)).contains(offset);
        assertThat(InitialOffset.read(storage, "0", Kind.KAFKA)).isEmpty();
    }

    @Test
    void theBeginningIsFixedOnce() {
        InitialOffset first = new InitialOffset(Kind.RATE, new SourceOffset("1795163959298"));
        first.createNew(storage, "0");
        assertThat(storage.text("sources/0/0")).isEqualTo("v1\n1795163959298");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> new InitialOffset(Kind.RATE, new SourceOffset("5")).createNew(storage, "0"))
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONCURRENT_STREAM_LOG_UPDATE));
        assertThat(InitialOffset.read(storage, "0", Kind.RATE)).contains(first);
        assertThatIllegalArgumentException().isThrownBy(() -> new InitialOffset(Kind.RATE, SourceOffset.NONE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KAFKA | ''            | the end of the file",
                "KAFKA | v1\\n{}       | zero byte",
                "KAFKA | \\0v1         | expected an offset",
                "KAFKA | \\0v1\\n5     | kind KAFKA",
                "KAFKA | \\0v1\\n{     | line 2",
                "RATE  | v1\\n{}       | kind RATE",
                "RATE  | v1\\n-        | kind RATE",
                "RATE  | v1\\n5\\n6    | the end of the file",
            })
    void damageIsReported(Kind kind, String text, String reason) {
        storage.put("sources/0/0", text.replace("\\n", "\n").replace("\\0", "\0"));
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> InitialOffset.read(storage, "0", kind))
                .withMessageContaining("sources/0/0 below memory:/checkpoint")
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_LOG_CORRUPT));
    }
}
