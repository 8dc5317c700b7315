package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StoreFilesTest {
    @Test
    void namesAreRecognisedOnlyInTheFormSparkWritesThem() {
        for (String name : List.of("0.delta", "7.snapshot", "9223372036854775806.zip", "3_a-F9.zip", "3_x.changelog")) {
            assertThat(StateFileName.parse(name))
                    .hasValueSatisfying(file -> assertThat(file.format()).isEqualTo(name));
        }
        for (String name : List.of(
                "",
                "delta",
                "07.delta",
                "-1.delta",
                "9223372036854775807.zip",
                "9223372036854775808.zip",
                "1.delta.crc",
                ".1.delta",
                "1_x.delta",
                "1_.zip",
                "1_a_b.zip",
                "1_../x.zip",
                "1.DELTA",
                "1.delta\n",
                "1.sst")) {
            assertThat(StateFileName.parse(name)).as(name).isEmpty();
        }
    }

    @Test
    void whatIsNeitherDataNorASideFileIsUnknown() {
        StoreFiles store =
                files("1.delta", "1.delta.crc", ".1.delta.crc", "._x.tmp", "2.delta.x.tmp", "notes.txt", "01.delta");

        assertThat(store.unknown()).containsExactly("01.delta", "notes.txt");
        assertThat(store.versions()).containsExactly(1L);
    }

    @Test
    void aVersionNeedsTheNewestSnapshotAndEveryDeltaAfterIt() {
        StoreFiles store = files("1.delta", "3.delta", "4.snapshot", "4.delta", "5.delta", "7.delta", "9.snapshot");

        assertThat(store.loadable(StoreLayout.HDFS)).containsExactly(0L, 1L, 4L, 5L, 9L);
        assertThat(store.newestLoadable(StoreLayout.HDFS, 8)).isEqualTo(5);
        assertThat(store.plan(StoreLayout.HDFS, 5).files()).hasToString("[4.snapshot, 5.delta]");
        assertThat(store.plan(StoreLayout.HDFS, 4).files()).hasToString("[4.snapshot]");
        assertThat(store.without("4.snapshot").loadable(StoreLayout.HDFS)).containsExactly(0L, 1L, 9L);
        assertThat(store.loadable(StoreLayout.ROCKSDB)).containsExactly(0L);
    }

    @Test
    void aMissingDeltaIsNamedWithTheNewestVersionThatCanBeLoaded() {
        StoreFiles store = files("1.delta", "4.snapshot", "5.delta", "7.delta");

        assertThatThrownBy(() -> store.plan(StoreLayout.HDFS, 7))
                .hasMessageStartingWith("[CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS] File"
                        + " state/0/0/6.delta does not exist, version 7 needs it after 4.snapshot."
                        + " The newest version up to 7 that can be loaded is 5. ");
    }

    @Test
    void aMissingChangelogIsNamedToo() {
        assertThatThrownBy(() -> files("2.changelog").plan(StoreLayout.ROCKSDB, 2))
                .hasMessageStartingWith("[CANNOT_LOAD_STATE_STORE.CANNOT_READ_STREAMING_STATE_FILE] File"
                        + " state/0/0/1.changelog does not exist, version 2 needs it after the empty state."
                        + " The newest version up to 2 that can be loaded is 0. ");
    }

    @Test
    void filesOfTheOtherProviderDoNotCount() {
        StoreFiles store = files("2.snapshot", "2.zip", "3.delta", "3.changelog", "3_x.zip");

        assertThat(store.plan(StoreLayout.HDFS, 3).files()).hasToString("[2.snapshot, 3.delta]");
        assertThat(store.plan(StoreLayout.ROCKSDB, 3).files()).hasToString("[2.zip, 3.changelog]");
    }

    @Test
    void noVersionIsNegative() {
        assertThatThrownBy(() -> files().plan(StoreLayout.HDFS, -1)).hasMessageContaining("UNEXPECTED_VERSION");
        assertThatThrownBy(() -> files().plan(StoreLayout.HDFS, Long.MAX_VALUE)).hasMessageContaining("1.delta");
    }

    @Test
    void aUniqueIdLeadsAlongItsLineage() {
        StoreFiles store = files("2_b.zip", "2_b.changelog", "3_c.changelog", "3_lost.zip", "4_d.changelog", "4_e.zip");
        Map<Long, List<LineageItem>> lineages = Map.of(4L, List.of(new LineageItem(3, "c"), new LineageItem(2, "b")));

        LoadPlan plan = store.plan(4, "d", file -> lineages.getOrDefault(file.version(), List.of()));

        assertThat(plan.files()).hasToString("[2_b.zip, 3_c.changelog, 4_d.changelog]");
        assertThat(store.plan(4, "e", file -> List.of()).files()).hasToString("[4_e.zip]");
        assertThat(store.plan(0, "any", file -> List.of()).files()).isEmpty();
    }

    @Test
    void aLineageFromVersionOneNeedsNoSnapshot() {
        StoreFiles store = files("1_a.changelog", "2_b.changelog");

        assertThat(store.plan(2, "b", file -> List.of(new LineageItem(1, "a"))).files())
                .hasToString("[1_a.changelog, 2_b.changelog]");
        assertThat(store.plan(1, "a", file -> List.of()).files()).hasToString("[1_a.changelog]");
    }

    @Test
    void aLineageThatLeadsNowhereIsAnError() {
        StoreFiles store = files("2_b.changelog", "3_c.changelog", "5_e.changelog", "1_a.zip");

        expectLineage(
                ErrorCode.CANNOT_FIND_BASE_SNAPSHOT_CHECKPOINT, "needs a snapshot of one of", store, 3, "c", "2b");
        expectLineage(ErrorCode.CANNOT_FIND_BASE_SNAPSHOT_CHECKPOINT, "needs a snapshot of one of", store, 3, "c");
        expectLineage(ErrorCode.INVALID_CHECKPOINT_LINEAGE, "version 2 is missing in it", store, 3, "c", "1a");
        expectLineage(ErrorCode.INVALID_CHECKPOINT_LINEAGE, "later versions", store, 3, "c", "1a", "2b", "4d");
        expectLineage(
                ErrorCode.CANNOT_READ_STREAMING_STATE_FILE, "4_d.changelog", store, 5, "e", "1a", "2b", "3c", "4d");
        expectLineage(ErrorCode.CANNOT_READ_STREAMING_STATE_FILE, "9_x.changelog", store, 9, "x");
        expectLineage(ErrorCode.INVALID_CHECKPOINT_LINEAGE, "cannot have the unique id \"../x\"", store, 9, "../x");
    }

    private static void expectLineage(
            ErrorCode code, String text, StoreFiles store, long version, String uniqueId, String... lineage) {
        List<LineageItem> items = Arrays.stream(lineage)
                .map(item -> new LineageItem(item.charAt(0) - '0', item.substring(1)))
                .toList();
        assertThatThrownBy(() -> store.plan(version, uniqueId, file -> items))
                .hasMessageContaining(text)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static StoreFiles files(String... names) {
        return StoreFiles.of("state/0/0", List.of(names));
    }
}
