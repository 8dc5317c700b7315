package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Disks that fail without stopping: the caller hears of it, and no name ever holds part of a file. */
class StorageFaultTest {
    private static final int FIRST_WRITE_STEPS = 8;

    /** A storage in which offsets/0 is, opened by a process that has not written yet. */
    private static SimulatedStorage withOneFile() throws IOException {
        SimulatedStorage simulated = new SimulatedStorage();
        simulated.open().createNew("offsets/0", Content.of("zero"));
        return simulated;
    }

    @Test
    void anyStepThatFailsOnceIsReportedAndCanBeRepeated() throws IOException {
        for (int step = 0; step < FIRST_WRITE_STEPS - 1; step++) {
            SimulatedStorage simulated = withOneFile();
            Storage storage = simulated.open(Faults.failOnceAt(step));

            assertThatThrownBy(() -> storage.replace("offsets/0", Content.of("new")))
                    .as("step %s", step)
                    .hasMessage("Input/output error");
            assertThat(text(storage)).isIn("zero", "new");
            assertThat(simulated.open().list("offsets")).hasSize(1);
            storage.replace("offsets/0", Content.of("again"));
            assertThat(text(simulated.afterCrash(Survivors.NONE, 1).open())).isEqualTo("again");
        }
    }

    @Test
    void aNewFileThatHasItsNameIsNeverSaidToHaveFailed() throws IOException {
        SimulatedStorage simulated = withOneFile();
        simulated.open().createNew("offsets/1", Content.of("new"));
        List<String> steps = simulated.trace();
        int sync = steps.size() - 1;
        int removal = sync - 1;
        assertThat(steps.get(sync)).endsWith("syncDir /checkpoint/offsets");
        assertThat(steps.get(removal)).contains("delete").endsWith(".tmp");

        SimulatedStorage leftover = withOneFile();
        leftover.open(Faults.failOnceAt(removal)).createNew("offsets/1", Content.of("new"));
        assertThat(text(leftover.afterCrash(Survivors.NONE, 1).open(), "offsets/1"))
                .isEqualTo("new");

        SimulatedStorage unsynced = withOneFile();
        Storage storage = unsynced.open(Faults.failOnceAt(sync));
        assertThatThrownBy(() -> storage.createNew("offsets/1", Content.of("new")))
                .isInstanceOf(OutcomeUnknownException.class)
                .hasMessageContaining("offsets/1");
        // Whoever sees the name from now on can rely on it.
        assertThat(text(storage, "offsets/1")).isEqualTo("new");
        assertThat(text(unsynced.afterCrash(Survivors.NONE, 1).open(), "offsets/1"))
                .isEqualTo("new");
    }

    @Test
    void aDiskThatStaysBrokenIsReportedByEveryCall() throws IOException {
        for (int step = 0; step < FIRST_WRITE_STEPS - 1; step++) {
            SimulatedStorage simulated = withOneFile();
            Storage storage = simulated.open(Faults.failAlwaysFrom(step));

            assertThatThrownBy(() -> storage.createNew("offsets/1", Content.of("new")))
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("Input/output error");
            assertThatThrownBy(() -> storage.list("offsets")).hasMessage("Input/output error");
            assertThat(text(simulated.open())).isEqualTo("zero");
        }
    }

    @Test
    void aFullDiskKeepsWhatItHasAndIsLeftAsItWas() throws IOException {
        for (int step = 0; step <= 5; step++) {
            SimulatedStorage simulated = withOneFile();
            Storage storage = simulated.open(Faults.noSpaceFrom(step));

            assertThatThrownBy(() -> storage.createNew("offsets/1", Content.of("new")))
                    .as("step %s", step)
                    .hasMessage("No space left on device");
            assertThat(simulated.open().list("offsets"))
                    .extracting(StorageEntry::name)
                    .containsExactly("0");
        }
    }

    @Test
    void aDeleteThatWasNotSyncedIsSyncedWhenRepeated() throws IOException {
        SimulatedStorage simulated = withOneFile();
        Storage storage = simulated.open(Faults.failOnceAt(2));

        assertThatThrownBy(() -> storage.delete("offsets/0")).hasMessage("Input/output error");
        assertThat(simulated.afterCrash(Survivors.NONE, 1).open().list("offsets"))
                .hasSize(1);
        storage.delete("offsets/0");

        assertThat(simulated.afterCrash(Survivors.NONE, 1).open().list("offsets"))
                .isEmpty();
    }

    private static String text(Storage storage) throws IOException {
        return text(storage, "offsets/0");
    }

    private static String text(Storage storage, String path) throws IOException {
        return new String(SmallFile.read(storage, path), StandardCharsets.UTF_8);
    }
}
