package dev.pawl.connectors.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InboxLogTest {
    private static final InboxLog.Limits LIMITS = new InboxLog.Limits(1 << 20, 3, 2);

    @TempDir
    private Path directory;

    private Storage storage;

    @BeforeEach
    void open() {
        storage = Storages.openForWriting(
                directory.toString(), Durability.SYNCED, () -> UUID.randomUUID().toString());
    }

    private InboxLog log() {
        return InboxLog.open(storage, "0", LIMITS);
    }

    private static List<InboxFile.Entry> records(String... texts) {
        List<InboxFile.Entry> records = new ArrayList<>();
        for (String text : texts) {
            records.add(new InboxFile.Entry(5, text.getBytes(StandardCharsets.UTF_8)));
        }
        return records;
    }

    private static List<String> all(InboxLog log) throws IOException {
        List<String> texts = new ArrayList<>();
        for (long file : log.filesOf(log.first().orElse(0), log.next() - 1)) {
            log.read(file).records().forEach(record -> texts.add(new String(record.value(), StandardCharsets.UTF_8)));
        }
        return texts;
    }

    private List<String> files() throws IOException {
        try (Stream<Path> found = Files.list(directory.resolve("pawl/inbox/0"))) {
            return found.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void manyThreadsShareFilesAndLoseNothing() throws Exception {
        InboxLog log = log();
        int threads = 8;
        int each = 100;
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Callable<Integer>> senders = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int sender = t;
                senders.add(() -> {
                    for (int i = 0; i < each; i++) {
                        // Each is sent twice, and the second one may come before the first is durable.
                        log.append(records(sender / 2 + "-" + i), Optional.of("k" + sender / 2 + "-" + i));
                    }
                    return sender;
                });
            }
            for (Future<Integer> done : pool.invokeAll(senders)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
        TreeSet<String> expected = new TreeSet<>();
        for (int i = 0; i < each; i++) {
            for (int sender = 0; sender < threads / 2; sender++) {
                expected.add(sender + "-" + i);
            }
        }
        assertThat(all(log)).containsAll(expected);
        assertThat(all(log())).isEqualTo(all(log));
        assertThat(log.filesOf(0, log.next()).size()).isLessThan(Math.toIntExact(log.next()));
    }

    @Test
    void aFullLogTakesNothingUntilRecordsArePurged() throws IOException {
        InboxLog log = log();
        String big = "x".repeat(200_000);
        int taken = 0;
        while (log.append(records(big), Optional.empty()) == InboxLog.Outcome.DURABLE) {
            taken++;
        }
        assertThat(taken).isEqualTo(5);
        log.purge(2);
        assertThat(files()).hasSize(2);
        assertThat(log.first()).hasValue(3);
        assertThat(log.append(records(big), Optional.empty())).isEqualTo(InboxLog.Outcome.DURABLE);
        log.purge(5);
        assertThat(files()).as("the newest file stays").containsExactly(InboxFile.name(5));
        assertThat(log().next()).isEqualTo(6);
    }

    @Test
    void keysAreKnownWhenTheirRecordsAreGoneAndTheOldestAreForgotten() throws IOException {
        InboxLog log = log();
        for (int i = 0; i < 4; i++) {
            log.append(records("r" + i), Optional.of("k" + i));
        }
        log.purge(3);
        for (InboxLog looked : List.of(log, log())) {
            assertThat(looked.append(records("again"), Optional.of("k1"))).isEqualTo(InboxLog.Outcome.KNOWN);
            assertThat(looked.append(records("again"), Optional.of("k3"))).isEqualTo(InboxLog.Outcome.KNOWN);
            assertThat(looked.next()).isEqualTo(4);
        }
        assertThat(log().append(records("again"), Optional.of("k0"))).isEqualTo(InboxLog.Outcome.DURABLE);
    }

    @Test
    void everyWrongByteAndEveryMissingFileIsTold() throws IOException {
        InboxLog log = log();
        log.append(records("first", ""), Optional.of("key"));
        log.append(records("second"), Optional.empty());
        Path file = directory.resolve("pawl/inbox/0/" + InboxFile.name(0));
        byte[] good = Files.readAllBytes(file);
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= 0x10;
            assertDamaged(file, bad, "");
            assertDamaged(file, java.util.Arrays.copyOf(good, i), "");
        }
        assertDamaged(file, java.util.Arrays.copyOf(good, good.length + 1), "its checksum is");
        Files.write(file, good);
        assertThat(all(log())).containsExactly("first", "", "second");

        log.append(records("third"), Optional.empty());
        Files.delete(directory.resolve("pawl/inbox/0/" + InboxFile.name(2)));
        assertThatThrownBy(this::log).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INBOX_DAMAGED);
            assertThat(e.what())
                    .isEqualTo("The log of received records at " + directory
                            + "/pawl/inbox/0 is damaged: its records 2 to 2" + " are missing.");
        });
    }

    private void assertDamaged(Path file, byte[] content, String text) throws IOException {
        Files.write(file, content);
        assertThatThrownBy(this::log).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.INBOX_DAMAGED);
            assertThat(e.what()).contains(text);
        });
    }

    @Test
    void aLogThatCouldNotWriteWritesNoMore() throws IOException {
        InboxLog log = log();
        log.append(records("a"), Optional.empty());
        // Another process, which took over, has written its next file.
        storage.createNew(
                "pawl/inbox/0/" + InboxFile.name(1), Content.of(new InboxFile(List.of(), records("theirs")).format()));

        assertThatThrownBy(() -> log.append(records("b"), Optional.of("k"))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> log.append(records("c"), Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessage("the log of received records could not be written before");
        assertThatThrownBy(log::requireHealthy)
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_UNAVAILABLE))
                .hasMessageContaining("cannot be written");
        assertThat(all(log())).containsExactly("a", "theirs");
    }
}
