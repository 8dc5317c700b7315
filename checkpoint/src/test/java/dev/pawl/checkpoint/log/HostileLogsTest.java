package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the bytes of a log file are: it is read, or the error names the file. */
class HostileLogsTest {
    private record Sample(String fixture, String path, Consumer<Storage> reader) {
        @Override
        public String toString() {
            return fixture + "/" + path;
        }
    }

    private static Sample offsets(String fixture, long batchId) {
        return new Sample(
                fixture + "/checkpoint", "offsets/" + batchId, storage -> new OffsetLog(storage).entry(batchId));
    }

    private static Sample commits(String fixture, long batchId) {
        return new Sample(
                fixture + "/checkpoint", "commits/" + batchId, storage -> new CommitLog(storage).entry(batchId));
    }

    private static Sample initialOffset(String fixture, InitialOffset.Kind kind) {
        return new Sample(fixture + "/checkpoint", "sources/0/0", storage -> {
            new SourceLogs(storage).kind("0");
            InitialOffset.read(storage, "0", kind);
        });
    }

    static List<Sample> samples() {
        return List.of(
                offsets("kafka-two-topics-latest", 1),
                offsets("union-null-offset", 0),
                offsets("other-versions/offsetlog-v2-spark-4.2.0", 1),
                commits("join-inner-v3-rocksdb", 1),
                commits("agg-simple-rocksdb-ckptv2", 1),
                new Sample("rate/checkpoint", "metadata", QueryMetadata::read),
                initialOffset("kafka-agg", InitialOffset.Kind.KAFKA),
                initialOffset("rate", InitialOffset.Kind.RATE),
                new Sample("filesource-sink-compact/checkpoint", "sources/0/8.compact", storage -> new FileSourceLog(
                                storage, "0", CompactionPolicy.DEFAULT)
                        .visitFilesUpTo(9, file -> assertThat(file.path()).isNotNull())),
                new Sample("filesource-sink-compact/out", "_spark_metadata/9", storage -> new FileSinkLog(
                                storage, CompactionPolicy.DEFAULT)
                        .visitFiles(file -> assertThat(file.path()).isNotNull())));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFileCutAnywhereIsReadOrNamed(Sample sample) {
        FakeStorage storage = LogFixtures.directory(sample.fixture());
        byte[] whole = storage.bytes(sample.path());
        int refused = 0;
        for (int length = 0; length < whole.length; length++) {
            refused += refusals(storage.put(sample.path(), Arrays.copyOf(whole, length)), sample);
        }
        assertThat(refused).as("cut files that were refused").isPositive();
        assertThat(refusals(storage.put(sample.path(), whole), sample)).isZero();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFileWithAnyFlippedByteIsReadOrNamed(Sample sample) {
        FakeStorage storage = LogFixtures.directory(sample.fixture());
        byte[] whole = storage.bytes(sample.path());
        int refused = 0;
        for (int position = 0; position < whole.length; position++) {
            for (int mask : new int[] {0x01, 0x10, 0x80, 0xff}) {
                byte[] flipped = whole.clone();
                flipped[position] ^= (byte) mask;
                refused += refusals(storage.put(sample.path(), flipped), sample);
            }
        }
        assertThat(refused).as("flipped files that were refused").isGreaterThan(whole.length);
    }

    private static int refusals(FakeStorage storage, Sample sample) {
        try {
            sample.reader().accept(storage);
            return 0;
        } catch (PawlException e) {
            assertThat(e).hasMessageContaining(sample.path());
            return 1;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"conf\":{\"a\":["})
    void deepNestingIsRefused(String opening) {
        FakeStorage storage = new FakeStorage().put("offsets/0", "v1\n" + opening.repeat(100_000));
        assertRefused(storage, ErrorCode.OFFSET_LOG_CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-\n", "1\n", "{}\n"})
    void millionsOfSourcesAreRefused(String line) {
        FakeStorage storage = new FakeStorage().put("offsets/0", "v1\n{}\n" + line.repeat(2_000_000));
        assertRefused(storage, ErrorCode.OFFSET_LOG_CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "[],", "{\"a\":[],", "1"})
    void anEndlessLineIsRefused(String text) {
        FakeStorage storage = new FakeStorage().put("offsets/0", "v1\n" + text.repeat(5_000_000 / text.length()));
        assertRefused(storage, ErrorCode.OFFSET_LOG_CORRUPT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[],", "{},", "1,", "\"\","})
    void aLineOfMillionsOfValuesFitsTheMemory(String value) {
        String values = value.repeat(4_100_000 / value.length());
        FakeStorage storage = new FakeStorage().put("offsets/0", "v1\n{\"conf\":[" + values + "1]}");
        assertRefused(storage, ErrorCode.OFFSET_LOG_CORRUPT);
    }

    @Test
    void aHugeFileIsRefused() {
        String line = "{\"a\":\"" + "x".repeat(1 << 20) + "\"}\n";
        FakeStorage storage = new FakeStorage().put("offsets/0", "v1\n{}\n" + line.repeat(17));
        assertRefused(storage, ErrorCode.FILE_TOO_LARGE);
    }

    private static void assertRefused(FakeStorage storage, ErrorCode code) {
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> new OffsetLog(storage).entry(0))
                .withMessageContaining("offsets/0")
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(1000));
    }
}
