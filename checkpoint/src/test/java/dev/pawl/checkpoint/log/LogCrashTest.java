package dev.pawl.checkpoint.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** After a crash before any step every log opens, and holds what was acknowledged and nothing half-written. */
class LogCrashTest {
    private static final long SEED = 1;
    private static final CompactionPolicy EVERY_SECOND = new CompactionPolicy(2, 2, Duration.ZERO);
    private static final Instant LATER = Instant.ofEpochMilli(Long.MAX_VALUE / 2);
    private static final OffsetMetadata METADATA = OffsetMetadata.of(5, 6, RecordedConfs.complete(Map.of()));

    @Test
    void offsetsAndCommitsSurvive() {
        int crashes = CrashMatrix.run(
                SEED, LogCrashTest::runFiveBatches, LogCrashTest::runFiveBatches, LogCrashTest::fiveBatchesAreThere);
        assertThat(crashes).isGreaterThan(500);
    }

    /** What an engine does: the query id, then batch after batch from where the logs end, with retention. */
    private static void runFiveBatches(Storage storage, Set<String> promises) {
        if (QueryMetadata.read(storage).isEmpty()) {
            assertThat(promises).doesNotContain("metadata");
            new QueryMetadata("query").createNew(storage);
        }
        promises.add("metadata");
        OffsetLog offsets = new OffsetLog(storage);
        CommitLog commits = new CommitLog(storage);
        long planned = offsets.latest().orElse(-1);
        long committed = commits.latest().orElse(-1);
        assertThat(planned).isGreaterThanOrEqualTo(promised("offsets", promises));
        assertThat(committed).isGreaterThanOrEqualTo(promised("commits", promises));
        LogPurge purge = new LogPurge(new LogRetention(2), offsets, commits);
        for (long id = committed + 1; id < 5; id++) {
            if (planned < id) {
                offsets.append(offsets(id));
            }
            promises.add("offsets " + id);
            purge.planned(id);
            commits.append(CommitEntry.v1(id, 10 * id));
            purge.committed(id);
            promises.add("commits " + id);
        }
    }

    /** The highest id the caller was told of: what is found on a restart must not fall behind it. */
    private static long promised(String what, Set<String> promises) {
        return promises.stream()
                .filter(promise -> promise.startsWith(what + " "))
                .mapToLong(promise -> Long.parseLong(promise.substring(what.length() + 1)))
                .max()
                .orElse(-1);
    }

    private static OffsetEntry offsets(long id) {
        return OffsetEntry.of(id, METADATA, List.of(new SourceOffset("{\"logOffset\":" + id + "}"), SourceOffset.NONE));
    }

    private static void fiveBatchesAreThere(Storage storage, Set<String> promises) {
        OffsetLog offsets = new OffsetLog(storage);
        CommitLog commits = new CommitLog(storage);
        assertThat(promises).contains("metadata");
        assertThat(QueryMetadata.read(storage)).contains(new QueryMetadata("query"));
        assertThat(offsets.batchIds()).containsExactly(2L, 3L, 4L);
        assertThat(commits.batchIds()).containsExactly(2L, 3L, 4L);
        for (long id = 2; id < 5; id++) {
            assertThat(offsets.entry(id)).isEqualTo(offsets(id));
            assertThat(commits.entry(id)).isEqualTo(CommitEntry.v1(id, 10 * id));
        }
    }

    @Test
    void sourceLogsSurvive() {
        int crashes = CrashMatrix.run(
                SEED, LogCrashTest::takeSixFiles, LogCrashTest::takeSixFiles, LogCrashTest::sixFilesAreThere);
        assertThat(crashes).isGreaterThan(500);
    }

    private static void takeSixFiles(Storage storage, Set<String> promises) {
        InitialOffset start = new InitialOffset(InitialOffset.Kind.KAFKA, new SourceOffset("{\"t\":{\"0\":1}}"));
        Optional<InitialOffset> found = InitialOffset.read(storage, "1", InitialOffset.Kind.KAFKA);
        if (found.isEmpty()) {
            assertThat(promises).doesNotContain("initial offset");
            start.createNew(storage, "1");
        }
        promises.add("initial offset");
        FileSourceLog log = new FileSourceLog(storage, "0", EVERY_SECOND);
        long latest = log.latest().orElse(-1);
        assertThat(latest).isGreaterThanOrEqualTo(promised("file", promises));
        for (long id = latest + 1; id < 6; id++) {
            log.append(id, List.of(sourceFile(id)));
            promises.add("file " + id);
            log.purge(id, LATER);
        }
        log.purge(5, LATER);
    }

    private static SourceFile sourceFile(long id) {
        return new SourceFile("file:///in/" + id, id, id);
    }

    private static void sixFilesAreThere(Storage storage, Set<String> promises) {
        assertThat(InitialOffset.read(storage, "1", InitialOffset.Kind.KAFKA)).isPresent();
        FileSourceLog log = new FileSourceLog(storage, "0", EVERY_SECOND);
        List<SourceFile> files = new ArrayList<>();
        log.visitFilesUpTo(5, files::add);
        assertThat(files)
                .isEqualTo(LongStream.range(0, 6)
                        .mapToObj(LogCrashTest::sourceFile)
                        .toList());
        assertThat(log.ids()).containsExactly(3L, 4L, 5L);
        assertThat(promises).contains("initial offset");
    }

    @Test
    void theSinkLogSurvives() {
        int crashes = CrashMatrix.run(
                SEED,
                LogCrashTest::commitFourBatches,
                LogCrashTest::commitFourBatches,
                LogCrashTest::fourBatchesAreThere);
        assertThat(crashes).isGreaterThan(500);
    }

    private static void commitFourBatches(Storage storage, Set<String> promises) {
        FileSinkLog log = new FileSinkLog(storage, EVERY_SECOND);
        for (long id = 0; id < 4; id++) {
            if (!log.isCommitted(id)) {
                assertThat(promises).doesNotContain("batch " + id);
                log.append(id, List.of(sinkFile(id)));
            }
            promises.add("batch " + id);
            log.purge(id, LATER);
        }
    }

    private static SinkFile sinkFile(long id) {
        return new SinkFile("file:///out/" + id, 1, false, 1, 1, 1, SinkFile.ADD);
    }

    private static void fourBatchesAreThere(Storage storage, Set<String> promises) {
        List<SinkFile> files = new ArrayList<>();
        new FileSinkLog(storage, EVERY_SECOND).visitFiles(files::add);
        assertThat(promises).hasSize(4);
        assertThat(files)
                .isEqualTo(
                        LongStream.range(0, 4).mapToObj(LogCrashTest::sinkFile).toList());
    }
}
