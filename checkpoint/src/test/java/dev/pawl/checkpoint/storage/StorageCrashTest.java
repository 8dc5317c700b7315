package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StorageCrashTest {
    private static final long SEED = 1;

    @Test
    void everyPromiseSurvivesACrashBeforeAnyStep() {
        int crashes = CrashMatrix.run(
                SEED,
                SimulatedStorage::localStorage,
                StorageCrashTest::firstRun,
                StorageCrashTest::secondRun,
                StorageCrashTest::promisesAreKept);

        assertThat(crashes).isGreaterThan(4_000);
    }

    @Test
    void theSameProtocolWithoutAMistakeIsAccepted() {
        assertThat(crashCareless(CarelessStorage.Mistake.NONE)).isGreaterThan(4_000);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void theMatrixRejectsEachMistake(CarelessStorage.Mistake mistake) {
        assertThatThrownBy(() -> crashCareless(mistake))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("seed=1, ");
    }

    @Test
    void aFailureTellsWhatHappenedCallByCall() {
        assertThatThrownBy(() -> crashCareless(CarelessStorage.Mistake.DIRECTORY_NOT_SYNCED))
                .hasMessageStartingWith("the check failed, promises=[")
                .hasMessageContaining(": seed=1, crash before step 14: writeNew /checkpoint/batch1.3 (survivors=NONE),"
                        + " then restart, then check\n  crash before step 14")
                .hasMessageContaining("\n    12: link /checkpoint/batch0.2 -> /checkpoint/batch0\n");
    }

    @Test
    void aProgramThatLivesThroughACrashIsRejected() {
        CrashMatrix.Run deaf = (storage, promises) -> {
            try {
                storage.replace("a", Content.of("x"));
            } catch (SimulatedCrash e) {
                promises.add("survived " + e.getMessage());
            }
        };

        assertThatThrownBy(() -> CrashMatrix.run(SEED, deaf, (storage, promises) -> {}, (storage, promises) -> {}))
                .hasMessageContaining("the program went on after a crash");
    }

    @Test
    void longScenariosAreSampledSoThatTheMatrixStaysAffordable() {
        CrashMatrix.Run hundredFiles = (storage, promises) -> {
            for (int i = 0; i < 100; i++) {
                storage.replace("file" + i, Content.of("x"));
            }
        };
        int firstCrashes = CrashMatrix.SCENARIO_STEPS_MAX * CrashMatrix.SCENARIO_SURVIVORS.size();

        int crashes = CrashMatrix.run(SEED, hundredFiles, (storage, promises) -> storage.delete("file0"), (s, p) -> {});

        assertThat(crashes)
                .isBetween(
                        firstCrashes * (1 + Survivors.values().length),
                        firstCrashes + firstCrashes * Survivors.values().length + CrashMatrix.RESTART_CRASHES_MAX);
    }

    private static int crashCareless(CarelessStorage.Mistake mistake) {
        return CrashMatrix.run(
                SEED,
                (disk, ids) -> new CarelessStorage(disk, ids, mistake),
                StorageCrashTest::firstRun,
                StorageCrashTest::secondRun,
                StorageCrashTest::promisesAreKept);
    }

    private static void firstRun(Storage storage, Set<String> promises) throws IOException {
        storage.createNew("purged", Content.of("soon gone"));
        write(storage, "first", promises);
        replaceState(storage, "first state", promises);
        storage.createNew(".state.crc", Content.of("side file of first state"));
        replaceState(storage, "other state", promises);
    }

    private static void secondRun(Storage storage, Set<String> promises) throws IOException {
        write(storage, "second", promises);
        if (storage.list("").stream().noneMatch(entry -> entry.name().equals("state"))) {
            replaceState(storage, "second state", promises);
        }
    }

    private static void write(Storage storage, String run, Set<String> promises) throws IOException {
        for (String batch : new String[] {"batch0", "batch1"}) {
            try {
                storage.createNew(batch, Content.of(run + " " + batch));
                promises.add(batch + "=" + run + " " + batch);
            } catch (FileAlreadyExistsException e) {
                promises.add(batch + "=" + text(storage, batch));
            }
        }
        storage.delete("purged");
        promises.add("purged is gone");
    }

    private static void replaceState(Storage storage, String content, Set<String> promises) throws IOException {
        promises.removeIf(promise -> promise.startsWith("state="));
        storage.replace("state", Content.of(content));
        promises.add("state=" + content);
        promises.add("state is there");
    }

    private static void promisesAreKept(Storage storage, Set<String> promises) throws IOException {
        Set<String> names = storage.list("").stream().map(StorageEntry::name).collect(Collectors.toSet());
        for (String batch : new String[] {"batch0", "batch1"}) {
            if (names.contains(batch)) {
                assertThat(text(storage, batch)).isIn("first " + batch, "second " + batch);
            }
        }
        if (names.contains("state")) {
            String state = text(storage, "state");
            assertThat(state).isIn("first state", "other state", "second state");
            if (names.contains(".state.crc")) {
                assertThat(text(storage, ".state.crc")).isEqualTo("side file of " + state);
            }
        }
        for (String promise : promises) {
            if (promise.equals("purged is gone")) {
                assertThat(names).doesNotContain("purged");
            } else if (promise.equals("state is there")) {
                assertThat(names).contains("state");
            } else {
                String name = promise.substring(0, promise.indexOf('='));
                assertThat(names).as(promise).contains(name);
                assertThat(name + "=" + text(storage, name)).isEqualTo(promise);
            }
        }
    }

    private static String text(Storage storage, String path) throws IOException {
        return new String(SmallFile.read(storage, path), StandardCharsets.UTF_8);
    }
}
