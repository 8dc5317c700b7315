package dev.pawl.connectors.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A sender that sends again what was not acknowledged, and a query that reads: whatever crashes, each record is delivered once. */
class InboxCrashTest {
    private static final long SEED = 20261130;
    private static final int REQUESTS = 5;
    private static final String DELIVERED = "delivered";
    private static final InboxLog.Limits LIMITS = new InboxLog.Limits(1 << 20, 100, 2);

    @Test
    void whatWasAcknowledgedIsDeliveredOnceWhereverItCrashes() {
        int crashes =
                CrashMatrix.run(SEED, InboxCrashTest::sendAndRead, InboxCrashTest::sendAndRead, InboxCrashTest::check);

        assertThat(crashes).isGreaterThan(3000);
    }

    private static void sendAndRead(Storage storage, Set<String> promises) throws IOException {
        InboxLog log = InboxLog.open(storage, "0", LIMITS);
        long committed = -1;
        for (int request = 0; request < REQUESTS; request++) {
            String key = "request-" + request;
            if (!promises.contains(key)) {
                List<InboxFile.Entry> records = List.of(entry(request + "a"), entry(request + "b"));
                assertThat(log.append(records, Optional.of(key))).isNotEqualTo(InboxLog.Outcome.FULL);
                promises.add(key);
            }
            committed = readBatch(storage, log, committed);
        }
    }

    private static InboxFile.Entry entry(String text) {
        return new InboxFile.Entry(1, text.getBytes(StandardCharsets.UTF_8));
    }

    /** As a query: what the batch before read may go when this one is planned. */
    private static long readBatch(Storage storage, InboxLog log, long committed) throws IOException {
        List<String> delivered = delivered(storage);
        log.purge(committed);
        long from = delivered.size();
        for (long file : log.filesOf(from, log.next() - 1)) {
            List<InboxFile.Entry> records = log.read(file).records();
            for (int i = Math.toIntExact(Math.max(0, from - file)); i < records.size(); i++) {
                delivered.add(new String(records.get(i).value(), StandardCharsets.UTF_8));
            }
        }
        if (delivered.size() > from) {
            storage.replace(DELIVERED, Content.of(String.join("\n", delivered)));
        }
        return delivered.size() - 1L;
    }

    private static List<String> delivered(Storage storage) throws IOException {
        try (InputStream in = storage.read(DELIVERED)) {
            return new ArrayList<>(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList());
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        }
    }

    private static void check(Storage storage, Set<String> promises) throws IOException {
        List<String> expected = new ArrayList<>();
        for (int request = 0; request < REQUESTS; request++) {
            assertThat(promises).contains("request-" + request);
            expected.add(request + "a");
            expected.add(request + "b");
        }
        assertThat(delivered(storage)).isEqualTo(expected);
        InboxLog log = InboxLog.open(storage, "0", LIMITS);
        assertThat(log.next()).isEqualTo(2 * REQUESTS);
        for (int request = 0; request < REQUESTS; request++) {
            assertThat(log.append(List.of(entry("again")), Optional.of("request-" + request)))
                    .isEqualTo(InboxLog.Outcome.KNOWN);
        }
    }
}
