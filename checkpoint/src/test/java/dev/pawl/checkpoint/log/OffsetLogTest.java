package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Faults;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OffsetLogTest {
    private static final OffsetMetadata METADATA = OffsetMetadata.of(
            1704067212000L, 1795163195032L, RecordedConfs.complete(Map.of(RecordedConf.SHUFFLE_PARTITIONS, "2")));

    private final FakeStorage storage = new FakeStorage();
    private final OffsetLog log = new OffsetLog(storage);

    @Test
    void aNewLogHasNoBatches() {
        assertThat(log.batchIds()).isEmpty();
        assertThat(log.latest()).isEmpty();
    }

    @Test
    void anAppendedEntryIsReadBack() {
        OffsetEntry entry =
                OffsetEntry.of(3, METADATA, List.of(new SourceOffset("{\"logOffset\":1}"), SourceOffset.NONE));
        log.append(entry);
        assertThat(log.entry(3)).isEqualTo(entry);
        assertThat(log.latest()).hasValue(3);
        assertThat(storage.text("offsets/3"))
                .startsWith("v1\n{\"batchWatermarkMs\":1704067212000,")
                .endsWith("}}\n{\"logOffset\":1}\n-");
    }

    @Test
    void theSecondWriterLoses() {
        log.append(OffsetEntry.of(0, METADATA, List.of(new SourceOffset("1"))));
        String first = storage.text("offsets/0");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.append(OffsetEntry.of(0, METADATA, List.of(new SourceOffset("2")))))
                .withMessageContaining("Batch 0 was already planned")
                .withMessageContaining("offsets/0")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.CONCURRENT_STREAM_LOG_UPDATE));
        assertThat(storage.text("offsets/0")).isEqualTo(first);
    }

    @Test
    void anEntryWithoutAllConfsIsNotWritten() {
        OffsetMetadata partial =
                OffsetMetadata.of(0, 0, new RecordedConfs(Map.of("spark.sql.shuffle.partitions", "2")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.append(OffsetEntry.of(0, partial, List.of())))
                .withMessageContaining("STATE_STORE_PROVIDER");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> log.append(new OffsetEntry(0, 1, Optional.empty(), Map.of())));
        assertThat(storage.paths()).isEmpty();
    }

    @Test
    void onlyFilesNamedByABatchIdAreBatches() {
        for (String name : List.of(
                "10",
                "9",
                "0",
                ".9.crc",
                "9.crc",
                ".11.5a.tmp",
                "x",
                "-1",
                "+1",
                "01",
                "1.5",
                "99999999999999999999")) {
            storage.put("offsets/" + name, "v1\n{}");
        }
        storage.put("offsets/12/file", "a directory");
        assertThat(log.batchIds()).containsExactly(0L, 9L, 10L);
    }

    @Test
    void purgeKeepsWhatBelongsToNoBatch() {
        for (long id = 7; id < 12; id++) {
            storage.put("offsets/" + id, "v1\n{}");
        }
        storage.put("offsets/stray", "");
        new LogPurge(new LogRetention(1), log, new CommitLog(storage)).planned(11);
        assertThat(storage.names("offsets")).containsExactly("10", "11", "stray");
    }

    @Test
    void aMissingBatchIsNamed() {
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.entry(4))
                .withMessageContaining("offsets/4 below memory:/checkpoint")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.BATCH_NOT_FOUND));
    }

    @Test
    void aFileThatCannotBeReadIsNotCalledDamaged() {
        storage.put("offsets/4", "v1\n{}").lose("offsets/4");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.entry(4))
                .withMessageContaining("Cannot read file offsets/4 below memory:/checkpoint: connection lost")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE));
    }

    @Test
    void offsetsAreKeptByteForByte() {
        String offset = "{ \"b\" : 1.50 , \"a\":\"\\u00e9é\"}";
        storage.put("offsets/0", "v1\n{}\n" + offset);
        SourceOffset parsed = log.entry(0).offset("0").orElseThrow();
        assertThat(parsed.text()).isEqualTo(offset);
        assertThat(parsed.json().get("a").textValue()).isEqualTo("éé");
    }

    @Test
    void aPlainNumberAndATextAreOffsetsToo() {
        storage.put("offsets/0", "v1\n{}\n-1\n5\nfile=mysql-bin.3,pos=4");
        OffsetEntry entry = log.entry(0);
        assertThat(entry.offset("0").orElseThrow().json().longValue()).isEqualTo(-1);
        assertThat(entry.offset("1").orElseThrow().json().longValue()).isEqualTo(5);
        assertThat(entry.offset("2").orElseThrow().json().textValue()).isEqualTo("file=mysql-bin.3,pos=4");
    }

    @Test
    void aSourceWithoutOffsetCountsAsOne() {
        storage.put("offsets/0", "v1\n{}\n-\n7");
        OffsetEntry entry = log.entry(0);
        assertThat(entry.offsets()).hasSize(2);
        assertThat(entry.offset("0")).isEmpty();
        assertThat(entry.offset("1")).contains(new SourceOffset("7"));
        assertThat(entry.offset("2")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v1\n{\"batchWatermarkMs\":5}\n7\n",
                "v1\r\n{\"batchWatermarkMs\":5}\r\n7\r\n",
                "v1\n{\"batchWatermarkMs\":5}\n7"
            })
    void lineEndsAreTolerated(String text) {
        storage.put("offsets/0", text);
        OffsetEntry entry = log.entry(0);
        assertThat(entry.metadata().orElseThrow().batchWatermarkMs()).isEqualTo(5);
        assertThat(entry.metadata().orElseThrow().batchTimestampMs()).isZero();
        assertThat(entry.offsets()).containsExactly(Map.entry("0", new SourceOffset("7")));
    }

    @Test
    void emptyMetadataIsReportedAsAbsent() {
        storage.put("offsets/0", "v1\n\n7");
        assertThat(log.entry(0).metadata()).isEmpty();
        assertThat(OffsetFormat.format(log.entry(0))).isEqualTo("v1\n\n7");
    }

    @Test
    void unknownFieldsSurviveARewrite() {
        String text = "v2\n{\"batchWatermarkMs\":0,\"batchTimestampMs\":1,\"conf\":{\"x\":\"y\"},"
                + "\"sourceMetadataInfo\":{\"0\":{\"name\":\"a\"}},\"later\":[1,null]}\norders:5\n0:-\n1:{\"a\":\"b:c\"}";
        storage.put("offsets/0", text);
        OffsetEntry entry = log.entry(0);
        assertThat(OffsetFormat.format(entry)).isEqualTo(text);
        assertThat(entry.offset("1")).contains(new SourceOffset("{\"a\":\"b:c\"}"));
        assertThat(entry.offset("0")).isEmpty();
        assertThat(entry.offset("orders")).contains(new SourceOffset("5"));
    }

    @Test
    void aNewerVersionIsRefused() {
        storage.put("offsets/0", "v3\n{}\n7");
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.entry(0))
                .withMessageContaining("offsets/0")
                .withMessageContaining("v3, but supported are v1 to v2")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_LOG_VERSION));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                          | line 1 | expected a version",
                "x1\\n{}                     | line 1 | found \"x1\"",
                "v0\\n{}                     | line 1 | found \"v0\"",
                "v99999999999\\n{}           | line 1 | expected a version",
                "v1                          | line 2 | expected the metadata",
                "v1\\n{                      | line 2 | ",
                "v1\\n[]                     | line 2 | expected a JSON object",
                "v1\\n{\"batchWatermarkMs\":\"5\"} | line 2 | batchWatermarkMs",
                "v1\\n{\"conf\":[]}          | line 2 | \"conf\"",
                "v1\\n{\"conf\":{\"a\":{}}}  | line 2 | \"a\"",
                "v1\\n{\"conf\":{\"spark.sql.shuffle.partitions\":\"-2\"}} | line 2 | positive whole number",
                "v1\\n{}\\n\\n7              | line 3 | found \"\"",
                "v1\\n{}\\n{\"a\":           | line 3 | ",
                "v2\\n{}\\n{\"a\":5}         | line 3 | <source id>:<offset>",
                "v2\\n{}\\n0:1\\n0:2         | line 4 | second",
            })
    void damageIsReportedWithItsLine(String text, String line, String reason) {
        storage.put("offsets/0", text.replace("\\n", "\n"));
        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> log.entry(0))
                .withMessageContaining("offsets/0 below memory:/checkpoint")
                .withMessageContaining(line)
                .withMessageContaining(reason == null ? "" : reason)
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OFFSET_LOG_CORRUPT));
    }

    @Test
    void aPlanThatMayOrMayNotLastIsReportedAsSuch() {
        OffsetEntry entry = OffsetEntry.of(0, METADATA, List.of(new SourceOffset("1")));
        SimulatedStorage rehearsal = new SimulatedStorage();
        new OffsetLog(rehearsal.open()).append(entry);
        int lastSync = rehearsal.steps() - 1;

        assertThatExceptionOfType(PawlException.class)
                .isThrownBy(() -> new OffsetLog(new SimulatedStorage().open(Faults.failOnceAt(lastSync))).append(entry))
                .withMessageContaining("offsets/0 below /checkpoint may or may not last")
                .withMessageContaining("Delete nothing.")
                .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.LOG_WRITE_UNKNOWN));
    }
}
