package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The order of the calls to the disk is what makes publishing safe: a change to it is to be seen and weighed. */
class DiskStepsGoldenTest {
    private final MemoryDisk memory = new MemoryDisk();
    private final AtomicInteger ids = new AtomicInteger();
    private FaultyDisk disk = new FaultyDisk(memory, Faults.none());
    private Storage storage = open(Durability.SYNCED);

    private Storage open(Durability durability) {
        disk = new FaultyDisk(memory, Faults.none());
        return new LocalStorage(disk, "/c", "/c", durability, () -> "id" + ids.incrementAndGet());
    }

    private List<String> steps() {
        return disk.trace().stream()
                .map(step -> step.substring(step.indexOf(' ') + 1))
                .toList();
    }

    @BeforeEach
    void aSecondProcessOpensTheCheckpoint() throws IOException {
        storage.createNew("offsets/0", Content.of("x"));
    }

    @Test
    void theFirstWriteMakesEachDirectoryDurable() {
        assertThat(steps())
                .containsExactly(
                        "mkdir /c",
                        "syncDir /",
                        "mkdir /c/offsets",
                        "syncDir /c",
                        "writeNew /c/offsets/.0.id1.tmp",
                        "sync /c/offsets/.0.id1.tmp",
                        "delete /c/offsets/.0.crc",
                        "link /c/offsets/.0.id1.tmp -> /c/offsets/0",
                        "delete /c/offsets/.0.id1.tmp",
                        "syncDir /c/offsets");
    }

    @Test
    void aFurtherWriteSyncsTheFileAndItsDirectory() throws IOException {
        int before = disk.steps();
        storage.createNew("offsets/1", Content.of("x"));

        assertThat(steps().subList(before, disk.steps()))
                .containsExactly(
                        "writeNew /c/offsets/.1.id2.tmp",
                        "sync /c/offsets/.1.id2.tmp",
                        "delete /c/offsets/.1.crc",
                        "link /c/offsets/.1.id2.tmp -> /c/offsets/1",
                        "delete /c/offsets/.1.id2.tmp",
                        "syncDir /c/offsets");
    }

    @Test
    void aNewProcessDoesNotTrustDirectoriesItFinds() throws IOException {
        storage = open(Durability.SYNCED);
        storage.replace("offsets/0", Content.of("y"));

        assertThat(steps())
                .containsExactly(
                        "syncDir /",
                        "syncDir /c",
                        "writeNew /c/offsets/.0.id2.tmp",
                        "sync /c/offsets/.0.id2.tmp",
                        "delete /c/offsets/.0.crc",
                        "rename /c/offsets/.0.id2.tmp -> /c/offsets/0",
                        "syncDir /c/offsets");
    }

    @Test
    void aNewProcessMakesDurableWhatItSeesBeforeItReliesOnIt() throws IOException {
        storage = open(Durability.SYNCED);
        storage.list("offsets");
        storage.list("offsets");
        SmallFile.read(storage, "offsets/0");

        assertThat(steps()).containsExactly("syncDir /", "syncDir /c", "syncDir /c/offsets");
    }

    @Test
    void theLoserMakesTheWinnersNameDurable() {
        storage = open(Durability.SYNCED);
        assertThat(catchThrowable(() -> storage.createNew("offsets/0", Content.of("y"))))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(steps()).containsExactly("syncDir /", "syncDir /c", "syncDir /c/offsets");
    }

    @Test
    void whoOnlyLooksSyncsNothing() throws IOException {
        storage = open(Durability.UNSYNCED);
        storage.list("offsets");

        assertThat(steps()).isEmpty();
    }

    @Test
    void aSideFileIsDurablyGoneBeforeTheNewContentAppears() throws IOException {
        storage.createNew("offsets/.0.crc", Content.of("of the old content"));
        int before = disk.steps();
        storage.replace("offsets/0", Content.of("y"));

        assertThat(steps().subList(before, disk.steps()))
                .containsExactly(
                        "writeNew /c/offsets/.0.id3.tmp",
                        "sync /c/offsets/.0.id3.tmp",
                        "delete /c/offsets/.0.crc",
                        "syncDir /c/offsets",
                        "rename /c/offsets/.0.id3.tmp -> /c/offsets/0",
                        "syncDir /c/offsets");
    }

    @Test
    void aDeleteTakesTheSideFileAlong() throws IOException {
        int before = disk.steps();
        storage.delete("offsets/0");

        assertThat(steps().subList(before, disk.steps()))
                .containsExactly("delete /c/offsets/.0.crc", "delete /c/offsets/0", "syncDir /c/offsets");
    }

    @Test
    void theLoserTouchesNothing() {
        int before = disk.steps();
        assertThat(catchThrowable(() -> storage.createNew("offsets/0", Content.of("y"))))
                .isInstanceOf(FileAlreadyExistsException.class);

        assertThat(disk.steps()).isEqualTo(before);
    }

    @Test
    void unsyncedWaitsForNothingButKeepsTheOrder() throws IOException {
        storage = open(Durability.UNSYNCED);
        storage.createNew("commits/0", Content.of("y"));

        assertThat(steps())
                .containsExactly(
                        "mkdir /c/commits",
                        "writeNew /c/commits/.0.id2.tmp",
                        "delete /c/commits/.0.crc",
                        "link /c/commits/.0.id2.tmp -> /c/commits/0",
                        "delete /c/commits/.0.id2.tmp");
    }
}
