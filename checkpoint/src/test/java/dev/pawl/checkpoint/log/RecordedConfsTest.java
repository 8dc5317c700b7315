package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordedConfsTest {
    private static final RecordedConfs NOTHING = new RecordedConfs(Map.of());

    @ParameterizedTest
    @CsvSource(
            nullValues = "session",
            value = {
                "spark.sql.shuffle.partitions, 200, session",
                "spark.sql.streaming.stateStore.providerClass,"
                        + " org.apache.spark.sql.execution.streaming.state.HDFSBackedStateStoreProvider, session",
                "spark.sql.streaming.stateStore.compression.codec, lz4, lz4",
                "spark.sql.streaming.stateStore.rocksdb.formatVersion, 5, session",
                "spark.sql.streaming.stateStore.encodingFormat, unsaferow, unsaferow",
                "spark.sql.streaming.aggregation.stateFormatVersion, 2, 1",
                "spark.sql.streaming.join.stateFormatVersion, 2, 1",
                "spark.sql.streaming.flatMapGroupsWithState.stateFormatVersion, 2, 1",
                "spark.sql.streaming.multipleWatermarkPolicy, min, min",
                "spark.sql.streaming.statefulOperator.useStrictDistribution, true, false",
                "spark.sql.optimizer.pruneFiltersCanPruneStreamingSubplan, false, true"
            })
    void eachConfHasItsDefaultAndItsMeaningWhenAbsent(String key, String defaultValue, String legacyValue) {
        RecordedConf conf = Arrays.stream(RecordedConf.values())
                .filter(each -> each.key().equals(key))
                .findFirst()
                .orElseThrow();
        assertThat(conf.defaultValue()).isEqualTo(defaultValue);
        assertThat(conf.legacyValue().orElse(null)).isEqualTo(legacyValue);
    }

    @Test
    void aNewCheckpointRecordsAllElevenInTheOrderOfSpark() {
        FakeStorage rate = LogFixtures.checkpoint("rate");
        RecordedConfs spark =
                new OffsetLog(rate).entry(0).metadata().orElseThrow().conf();
        RecordedConfs ours = RecordedConfs.complete(Map.of(
                RecordedConf.SHUFFLE_PARTITIONS,
                Integer.toString(spark.shufflePartitions().orElseThrow())));
        assertThat(ours.values()).hasSize(11);
        assertThat(List.copyOf(ours.values().entrySet()))
                .isEqualTo(List.copyOf(spark.values().entrySet()));
        assertThat(ours.missing()).isEmpty();
    }

    @Test
    void absentKeysHaveTheirLegacyMeaning() {
        assertThat(NOTHING.shufflePartitions()).isEmpty();
        assertThat(NOTHING.aggregationStateFormatVersion()).isEqualTo(1);
        assertThat(NOTHING.joinStateFormatVersion()).isEqualTo(1);
        assertThat(NOTHING.flatMapGroupsWithStateFormatVersion()).isEqualTo(1);
        assertThat(NOTHING.usesStrictDistribution()).isFalse();
        assertThat(NOTHING.compressionCodec()).isEqualTo("lz4");
        assertThat(NOTHING.encodingFormat()).isEqualTo("unsaferow");
        assertThat(NOTHING.multipleWatermarkPolicy()).isEqualTo("min");
        assertThat(NOTHING.rocksDbFormatVersion()).isEqualTo(5);
        assertThat(NOTHING.stateStoreProvider()).endsWith(".HDFSBackedStateStoreProvider");
        assertThat(NOTHING.effective(RecordedConf.STATE_STORE_PROVIDER)).isEmpty();
    }

    @Test
    void recordedKeysWin() {
        RecordedConfs confs = RecordedConfs.complete(Map.of(
                RecordedConf.SHUFFLE_PARTITIONS, "7",
                RecordedConf.JOIN_STATE_FORMAT_VERSION, "3",
                RecordedConf.COMPRESSION_CODEC, "zstd"));
        assertThat(confs.shufflePartitions()).hasValue(7);
        assertThat(confs.joinStateFormatVersion()).isEqualTo(3);
        assertThat(confs.compressionCodec()).isEqualTo("zstd");
        assertThat(confs.aggregationStateFormatVersion()).isEqualTo(2);
        assertThat(confs.usesStrictDistribution()).isTrue();
    }

    @Test
    void completingKeepsTheMeaningAndUnknownKeys() {
        RecordedConfs old = new RecordedConfs(Map.of("spark.some.key", "x"));
        RecordedConfs completed = old.completed(
                Map.of(RecordedConf.SHUFFLE_PARTITIONS, "3", RecordedConf.AGGREGATION_STATE_FORMAT_VERSION, "2"));
        assertThat(completed.missing()).isEmpty();
        assertThat(completed.values()).hasSize(12).containsEntry("spark.some.key", "x");
        assertThat(completed.shufflePartitions()).hasValue(3);
        assertThat(completed.aggregationStateFormatVersion()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "x", "2147483648", "99999999999999999999"})
    void aNumberMustBePositive(String partitions) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RecordedConfs.complete(Map.of(RecordedConf.SHUFFLE_PARTITIONS, partitions)))
                .withMessageContaining("spark.sql.shuffle.partitions");
    }
}
