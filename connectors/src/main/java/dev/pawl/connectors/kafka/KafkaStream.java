package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.InitialOffset;
import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A subscription read as a stream. Its offsets and what it does with them are those of Spark's Kafka source. */
final class KafkaStream implements StreamSource {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaStream.class);

    /** What a batch takes where no option says it, so that the first run against a large backlog has batches of a sane size. */
    static final long OFFSETS_PER_BATCH = 2_000_000;

    private final SourceSettings settings;
    private final Position start;
    private final SourceSettings.BatchLimit batchLimit;
    private final StreamScope scope;
    private final InstantSource clock;
    private final KafkaCluster cluster;
    private final ReaderPool readers;

    /** The offsets spoken of last: the end of a batch is the start of the next. */
    private @Nullable PartitionOffsets lastEnd;

    private @Nullable PartitionOffsets latest;
    private @Nullable PartitionOffsets pinned;
    private Instant lastBatch = Instant.EPOCH;

    KafkaStream(SourceSettings settings, StreamScope scope, Outside outside) {
        this.settings = settings;
        this.start = settings.streamStart();
        this.batchLimit = SourceSettings.BatchLimit.of(settings.options());
        this.scope = scope;
        this.clock = outside.clock();
        this.cluster = new KafkaCluster(settings, clock);
        this.readers = new ReaderPool(settings, outside.uniqueNames());
    }

    @Override
    public String description() {
        return "KafkaV2[" + settings.subscription().description() + "]";
    }

    @Override
    public Optional<SourceOffset> initialOffset() {
        return Optional.of(InitialOffset.read(scope.checkpoint(), scope.sourceId(), InitialOffset.Kind.KAFKA)
                .map(InitialOffset::offset)
                .orElseGet(this::begin));
    }

    private SourceOffset begin() {
        PartitionOffsets first = StartOffsets.starting(cluster, settings, start);
        if (start instanceof Position.Offsets && settings.dataLoss() == DataLoss.FAILS) {
            requireThere(first); // before it is written down: no later run could go on from it
        }
        new InitialOffset(InitialOffset.Kind.KAFKA, first.toSourceOffset())
                .createNew(scope.checkpoint(), scope.sourceId());
        LOG.info(
                "A Kafka source starts. source={} offsets={}",
                settings.options().owner(),
                first);
        if (pinned != null) {
            pinned = notBefore(pinned, first);
        }
        return first.toSourceOffset();
    }

    private void requireThere(PartitionOffsets first) {
        PartitionOffsets ends = cluster.latest();
        first.asMap().forEach((partition, offset) -> {
            Long end = ends.find(partition);
            if (end != null && offset > end) {
                throw new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "Option startingOffsets of " + settings.options().owner() + " starts partition " + partition
                                + " at offset " + offset + ", but its end is " + end + ".");
            }
        });
    }

    /** A stream that starts at the latest records later than its end was pinned has nothing to read, and lost nothing. */
    private static PartitionOffsets notBefore(PartitionOffsets end, PartitionOffsets start) {
        Map<TopicPartition, Long> later = new HashMap<>(end.asMap());
        start.asMap().forEach((partition, offset) -> later.merge(partition, offset, Math::max));
        return PartitionOffsets.of(later);
    }

    @Override
    public void pinEnd() {
        pinned = cluster.latest();
    }

    @Override
    public Optional<SourceOffset> latestOffset(Optional<SourceOffset> start, ReadLimit limit) {
        SourceOffset startText = start.orElseThrow();
        PartitionOffsets from = offsets(startText);
        PartitionOffsets there = pinned == null ? cluster.latest(from) : pinned;
        latest = there;
        if (settings.dataLoss() == DataLoss.FAILS) {
            reportLost(from, there); // before the batch is written down
        }
        PartitionOffsets end =
                switch (limit) {
                    case NONE -> there;
                    case BY_OPTIONS -> isTooEarly(from, there) ? from : limited(from, there);
                };
        if (end.equals(from)) {
            lastEnd = from;
            return start;
        }
        lastEnd = end;
        return end.isEmpty() ? Optional.empty() : Optional.of(end.toSourceOffset());
    }

    private PartitionOffsets offsets(SourceOffset offset) {
        PartitionOffsets last = lastEnd;
        return last != null && last.toSourceOffset().equals(offset) ? last : PartitionOffsets.parse(offset);
    }

    /** Whether too few records wait and the longest delay is not over; where the end is pinned, waiting brings no more. */
    private boolean isTooEarly(PartitionOffsets from, PartitionOffsets there) {
        if (batchLimit.offsetsMin().isEmpty() || pinned != null) {
            return false;
        }
        Instant now = clock.instant();
        if (now.isBefore(lastBatch.plus(batchLimit.delayMax()))) {
            long waiting = 0;
            for (Map.Entry<TopicPartition, Long> end : there.asMap().entrySet()) {
                Long begin = from.find(end.getKey());
                waiting += end.getValue() - (begin == null ? 0 : begin);
            }
            if (waiting < batchLimit.offsetsMin().getAsLong()) {
                return true;
            }
        }
        lastBatch = now;
        return false;
    }

    private PartitionOffsets limited(PartitionOffsets from, PartitionOffsets there) {
        long limit = batchLimit
                .offsetsMax()
                .orElse(Math.max(OFFSETS_PER_BATCH, batchLimit.offsetsMin().orElse(0)));
        return RateLimit.apply(limit, withNew(from, there), there);
    }

    /** The partitions that were added begin at the first offset they have. */
    private PartitionOffsets withNew(PartitionOffsets from, PartitionOffsets until) {
        NavigableSet<TopicPartition> added = Partitions.minus(until.partitions(), from.partitions());
        if (added.isEmpty()) {
            return from;
        }
        Map<TopicPartition, Long> all = new HashMap<>(from.asMap());
        all.putAll(cluster.earliest(added).asMap());
        return PartitionOffsets.of(all);
    }

    private void reportLost(PartitionOffsets from, PartitionOffsets until) {
        for (Map.Entry<TopicPartition, Long> begin : from.asMap().entrySet()) {
            Long end = until.find(begin.getKey());
            if (end == null) {
                settings.dataLoss()
                        .report("Partition " + begin.getKey() + " has been deleted: expected to read on at offset "
                                + begin.getValue() + ", found no such partition.");
            } else if (end < begin.getValue()) {
                settings.dataLoss()
                        .report("Partition " + begin.getKey() + " offset was changed: expected to read on at offset "
                                + begin.getValue() + ", found the end of the partition at " + end
                                + ". The start is set too high, or the topic was made anew.");
            }
        }
    }

    @Override
    public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
        PartitionOffsets from = offsets(start.orElseThrow());
        PartitionOffsets until = offsets(end);
        lastEnd = until;
        reportLost(from, until);
        PartitionOffsets begin = withNew(from, until);
        reportLateBeginnings(from, begin, until);
        List<OffsetRange> ranges = new ArrayList<>();
        until.asMap().forEach((partition, offset) -> {
            Long first = begin.find(partition);
            if (first != null) {
                ranges.add(new OffsetRange(partition, first, offset));
            }
        });
        List<Split> splits = new ArrayList<>();
        for (OffsetRange range : settings.splitSizes().cut(ranges)) {
            splits.add(new KafkaSplit(range, scope.required(), readers));
        }
        readers.expect(until.partitions().size());
        return splits;
    }

    private void reportLateBeginnings(PartitionOffsets from, PartitionOffsets begin, PartitionOffsets until) {
        for (TopicPartition added : Partitions.minus(until.partitions(), from.partitions())) {
            Long first = begin.find(added);
            if (first == null) {
                settings.dataLoss()
                        .report("Partition " + added + " has been deleted: expected to read it up to offset "
                                + until.find(added) + ", found no such partition.");
            } else if (first != 0) {
                settings.dataLoss()
                        .report("Added partition " + added + " starts from " + first
                                + " instead of 0: expected to read all of it.");
            }
        }
    }

    @Override
    public void committed(SourceOffset end) {
        // Kafka decides by itself how long it keeps records
    }

    @Override
    public Optional<SourceOffset> reportedLatest() {
        return Optional.ofNullable(latest).filter(there -> !there.isEmpty()).map(PartitionOffsets::toSourceOffset);
    }

    @Override
    public Map<String, String> metrics() {
        PartitionOffsets read = lastEnd;
        PartitionOffsets there = latest;
        if (read == null || there == null || there.isEmpty()) {
            return Map.of();
        }
        long min = Long.MAX_VALUE;
        long max = Long.MIN_VALUE;
        long sum = 0;
        for (Map.Entry<TopicPartition, Long> end : there.asMap().entrySet()) {
            Long position = read.find(end.getKey());
            long behind = end.getValue() - (position == null ? 0 : position);
            min = Math.min(min, behind);
            max = Math.max(max, behind);
            sum += behind;
        }
        return Map.of(
                "minOffsetsBehindLatest", Long.toString(min),
                "maxOffsetsBehindLatest", Long.toString(max),
                "avgOffsetsBehindLatest",
                        Double.toString((double) sum / there.partitions().size()));
    }

    @Override
    public void close() {
        readers.close();
        cluster.close();
    }
}
