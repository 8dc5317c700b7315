package dev.pawl.cli.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.log.CommitEntry;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.RecordedConf;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.log.SourceOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the last plan, the last commit and the state directories say, as far as they can be read. */
record Portrait(
        Optional<OffsetMetadata> plan,
        Optional<CommitEntry> commit,
        List<Source> sources,
        List<OperatorState> operators,
        List<Long> restorable) {
    /** One source, and up to where the last plan reads it. */
    record Source(JsonNode id, SourceKind kind, Optional<SourceOffset> offset) {}

    static Portrait of(Checkpoint checkpoint, Overview overview) {
        Optional<OffsetEntry> last = overview.lastPlanned().isEmpty()
                ? Optional.empty()
                : Overview.ifReadable(
                        () -> checkpoint.offsets().entry(overview.lastPlanned().getAsLong()));
        Optional<CommitEntry> commit = overview.lastCommitted().isEmpty()
                ? Optional.empty()
                : Overview.ifReadable(() ->
                        checkpoint.commits().entry(overview.lastCommitted().getAsLong()));
        return new Portrait(
                last.flatMap(OffsetEntry::metadata),
                commit,
                last.map(entry -> sources(checkpoint, entry)).orElse(List.of()),
                Overview.ifReadable(checkpoint::operatorsPassingOverDamage).orElse(List.of()),
                Overview.ifReadable(checkpoint::restorableBatches).orElse(List.of()));
    }

    private static List<Source> sources(Checkpoint checkpoint, OffsetEntry entry) {
        List<Source> sources = new ArrayList<>();
        for (SourceRange range : SourceRange.of(Optional.empty(), entry, List.of())) {
            SourceLogKind log = Overview.ifReadable(() -> checkpoint.sources().kind(range.sourceId()))
                    .orElse(SourceLogKind.UNKNOWN);
            sources.add(new Source(range.sourceIdJson(), SourceKind.of(log, range.end()), range.end()));
        }
        return sources;
    }

    Optional<Long> timestampMs() {
        return plan.map(OffsetMetadata::batchTimestampMs);
    }

    Optional<Long> watermarkMs() {
        return plan.map(OffsetMetadata::batchWatermarkMs);
    }

    Optional<Long> nextWatermarkMs() {
        return commit.map(CommitEntry::nextBatchWatermarkMs);
    }

    /** Spark's two providers by a short name, others by their class. */
    Optional<String> stateProvider() {
        return plan.map(OffsetMetadata::conf)
                .flatMap(conf -> conf.effective(RecordedConf.STATE_STORE_PROVIDER))
                .map(name -> name.contains("RocksDB") ? "rocksdb" : name.contains("HDFSBacked") ? "hdfs" : name);
    }

    /** 2 where every state file carries a unique id. */
    Optional<Integer> stateFormatVersion() {
        return commit.map(CommitEntry::version);
    }

    Optional<Integer> shufflePartitions() {
        OptionalInt count = plan.map(OffsetMetadata::conf)
                .map(RecordedConfs::shufflePartitions)
                .orElse(OptionalInt.empty());
        return count.isPresent() ? Optional.of(count.getAsInt()) : Optional.empty();
    }
}
