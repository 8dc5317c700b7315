package dev.pawl.interop;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** A checkpoint decoded by Pawl's readers and written again, file by file, by Pawl's writers. */
final class RewrittenCheckpoint {
    private final Checkpoint original;
    private final Storage target;
    private final Path targetDirectory;
    private final Supplier<String> ids;
    private final RewrittenState state;

    private RewrittenCheckpoint(Checkpoint original, Storage target, Path directory, StateForm form) {
        this.original = original;
        this.target = target;
        this.targetDirectory = directory;
        this.ids = new UniqueNames();
        this.state = new RewrittenState(original, target, form, ids, directory.resolveSibling("scratch"));
    }

    static void write(Path from, Path to, StateForm form) {
        try (Checkpoint original = Checkpoint.open(Storages.open(from.toString()));
                Storage target = Storages.openForWriting(to.toString(), Durability.UNSYNCED, new UniqueNames())) {
            new RewrittenCheckpoint(original, target, to, form).writeAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void writeAll() throws IOException {
        original.metadata().orElseThrow().createNew(target);
        OffsetLog offsets = new OffsetLog(target);
        original.offsets()
                .batchIds()
                .forEach(batchId -> offsets.append(original.offsets().entry(batchId)));
        for (String sourceId : original.sources().sourceIds()) {
            writeSource(sourceId);
        }
        Map<Long, Map<Long, List<List<String>>>> uniqueIds = new LinkedHashMap<>();
        for (OperatorState operator : original.operators()) {
            writeDescription(operator);
            writeState(operator, uniqueIds);
        }
        writeCommits(uniqueIds);
    }

    private void writeSource(String sourceId) {
        if (original.sources().kind(sourceId) != SourceLogKind.FILES) {
            throw new AssertionError("source " + sourceId + " keeps another log than expected");
        }
        CompactionPolicy policy = new CompactionPolicy(SparkHarness.COMPACT_INTERVAL, 100, Duration.ofMinutes(10));
        FileSourceLog from = new FileSourceLog(original.storage(), sourceId, policy);
        FileSourceLog to = new FileSourceLog(target, sourceId, policy);
        for (long id = 0; id <= from.latest().orElse(-1); id++) {
            to.append(id, from.filesBetween(id - 1, id));
        }
    }

    private void writeDescription(OperatorState operator) throws IOException {
        OperatorMetadata metadata = operator.metadata().orElseThrow();
        OperatorDirectory from = new OperatorDirectory(original.storage(), operator.id());
        OperatorDirectory to = new OperatorDirectory(target, operator.id());
        if (metadata.version() == 1) {
            to.createMetadata(metadata);
            for (StoreState store : operator.stores()) {
                to.createSchema(store.id().name(), store.schemas().get(0));
            }
            return;
        }
        for (long batchId : from.metadataBatches()) {
            OperatorMetadata ofRun = from.metadata(batchId).orElseThrow();
            List<StoreInfo> stores = new ArrayList<>();
            for (StoreInfo store : ofRun.stores()) {
                List<StoreSchema> schemas = from.schemas(store.storeName(), Optional.of(ofRun));
                String file = to.createSchema(store.storeName(), batchId, ids.get(), schemas);
                String uri = targetDirectory.resolve(file).toUri().toString();
                stores.add(new StoreInfo(store.storeName(), store.prefixColumns(), store.partitions(), List.of(uri)));
            }
            to.createMetadata(
                    batchId,
                    new OperatorMetadata(2, ofRun.operatorId(), ofRun.operatorName(), stores, ofRun.properties()));
        }
    }

    /** Collects the unique ids by batch, operator, partition and store, as the commit log lists them. */
    private void writeState(OperatorState operator, Map<Long, Map<Long, List<List<String>>>> uniqueIds)
            throws IOException {
        for (long partition : operator.partitionsExpected()) {
            for (StoreState store : operator.stores()) {
                Map<Long, String> byVersion = state.write(store, partition);
                byVersion.forEach((version, id) -> {
                    List<List<String>> partitions = uniqueIds
                            .computeIfAbsent(version - 1, batch -> new LinkedHashMap<>())
                            .computeIfAbsent(operator.id(), known -> new ArrayList<>());
                    while (partitions.size() <= partition) {
                        partitions.add(new ArrayList<>());
                    }
                    partitions.get(Math.toIntExact(partition)).add(id);
                });
            }
        }
    }

    private void writeCommits(Map<Long, Map<Long, List<List<String>>>> uniqueIds) {
        CommitLog commits = new CommitLog(target);
        for (long batchId : original.commits().batchIds()) {
            CommitEntry entry = original.commits().entry(batchId);
            commits.append(
                    entry.version() == 1
                            ? CommitEntry.v1(batchId, entry.nextBatchWatermarkMs())
                            : CommitEntry.v2(
                                    batchId, entry.nextBatchWatermarkMs(), uniqueIds.getOrDefault(batchId, Map.of())));
        }
    }
}
