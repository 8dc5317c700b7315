package dev.pawl.checkpoint.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RetentionTest {
    @Test
    void deltasAreKeptFromTheSnapshotThatTheOldestVersionNeeds() {
        StoreFiles store = store("delta", 1, 9, "4.snapshot", "8.snapshot");

        assertThat(new Retention(2).expiredDeltas(store)).hasToString("[1.delta, 2.delta, 3.delta]");
        assertThat(new Retention(9).expiredDeltas(store)).isEmpty();
        assertThat(new Retention(6).expiredDeltas(store)).isEmpty();
    }

    @Test
    void nothingGoesIfTheOldestVersionToKeepCannotBeLoaded() {
        assertThat(new Retention(2).expiredDeltas(store("delta", 5, 9, "2.delta", "8.snapshot")))
                .isEmpty();
    }

    @Test
    void changelogsAreKeptFromTheSnapshotBeforeTheRetainedVersions() {
        StoreFiles store = store("changelog", 1, 10, "3.zip", "6.zip", "9.zip");

        List<StateFileName> expired = new Retention(2).expiredChangelogs(store, 0);

        assertThat(expired).hasToString("[1.changelog, 2.changelog, 3.zip, 3.changelog, 4.changelog, 5.changelog]");
        assertThat(new Retention(2).expiredChangelogs(store, 9)).isEmpty();
        assertThat(new Retention(9).expiredChangelogs(store, 0)).isEmpty();
        assertThat(new Retention(2).expiredChangelogs(store("changelog", 1, 10), 0))
                .isEmpty();
    }

    @Test
    void everyVersionThatShouldBeKeptCanStillBeLoaded() {
        for (int snapshotEvery = 1; snapshotEvery < 6; snapshotEvery++) {
            for (int last = 1; last < 30; last++) {
                List<String> names = new ArrayList<>();
                for (int version = 1; version <= last; version++) {
                    names.add(version + ".delta");
                    if (version % snapshotEvery == 0) {
                        names.add(version + ".snapshot");
                    }
                }
                StoreFiles store = StoreFiles.of("d", names);
                for (StateFileName file : new Retention(3).expiredDeltas(store)) {
                    store = store.without(file.format());
                }
                assertThat(store.loadable(StoreLayout.HDFS)).contains((long) Math.max(0, last - 3), (long) last);
            }
        }
    }

    @Test
    void theSnapshotOfALostAttemptIsNoReasonToDeleteTheOneInUse() {
        StoreFiles store = StoreFiles.of(
                "d",
                List.of("3_c.zip", "3_c.changelog", "4_d.changelog", "5_e.changelog", "6_f.changelog", "6_lost.zip"));
        Map<Long, String> committed = Map.of(3L, "c", 4L, "d", 5L, "e", 6L, "f");

        assertThat(new Retention(1).expiredChangelogs(store, 0, committed)).isEmpty();
        assertThat(new Retention(1).expiredChangelogs(store, 0, Map.of(3L, "c", 4L, "d", 5L, "e", 6L, "lost")))
                .hasToString("[3_c.zip, 3_c.changelog, 4_d.changelog, 5_e.changelog]");
    }

    private static StoreFiles store(String extension, long first, long last, String... others) {
        List<String> names = new ArrayList<>(List.of(others));
        LongStream.rangeClosed(first, last)
                .mapToObj(version -> version + "." + extension)
                .forEach(names::add);
        return StoreFiles.of("d", names);
    }
}
