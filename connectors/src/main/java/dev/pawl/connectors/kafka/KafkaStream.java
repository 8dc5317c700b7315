package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.gap.GapRange;
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
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
    private final TopicWatch topics;
    private final BatchRanges ranges;
    private final GapBook gaps;
    private final ReaderPool readers;
    private final RetentionHeadroom headroom = new RetentionHeadroom();

    private long batchId;

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
        TopicIds ids = TopicIds.read(scope.checkpoint(), scope.sourceId());
        this.topics = new TopicWatch(cluster, ids, settings.dataLoss());
        this.gaps = new GapBook(scope.checkpoint(), scope.sourceId(), clock);
        this.ranges = new BatchRanges(settings, cluster, ids, gaps);
        this.readers = new ReaderPool(settings, outside.uniqueNames(), gaps);
    }

    @Override
    public void turnTo(long next) {
        batchId = next;
        gaps.turnTo(next);
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
        if (start instanceof Position.Offsets exact) {
            first = there(exact, first); // before it is written down: no later run could go on from what is not there
        }
        topics.begin();
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

    /** Exact offsets that are not there are refused, or the nearest ones that are. */
    private PartitionOffsets there(Position.Offsets exact, PartitionOffsets first) {
        PartitionOffsets beginnings = cluster.earliest(first.partitions());
        PartitionOffsets ends = cluster.latest();
        Map<TopicPartition, Long> nearest = new HashMap<>(first.asMap());
        List<DataLoss.Loss> lost = new ArrayList<>();
        List<DataLoss.Loss> tooHigh = new ArrayList<>();
        exact.offsets().forEach((partition, offset) -> {
            Long begin = beginnings.find(partition);
            Long end = ends.find(partition);
            if (offset >= 0 && begin != null && end != null && (offset < begin || offset > end)) {
                long reset = offset < begin ? begin : end;
                nearest.put(partition, reset);
                (offset < begin ? lost : tooHigh).add(startReset(partition, offset, begin, end));
            }
        });
        settings.dataLoss().requireNone(lost);
        settings.dataLoss().requireNone(tooHigh);
        settings.dataLoss().report(lost, gaps);
        tooHigh.forEach(loss -> LOG.warn("{} Starting at its end, because failOnDataLoss is false.", loss.what()));
        return PartitionOffsets.of(nearest);
    }

    private DataLoss.Loss startReset(TopicPartition partition, long offset, long begin, long end) {
        return new DataLoss.Loss(
                ErrorCode.KAFKA_START_OFFSET_RESET,
                partition,
                GapRange.of(offset, begin),
                "Option startingOffsets of " + settings.options().owner() + " starts partition " + partition
                        + " at offset " + offset + ", but Kafka holds its offsets [" + begin + ", " + end + ").");
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
        Set<String> anew = topics.look(() -> from, batchId);
        if (pinned != null && !anew.isEmpty()) {
            pinned = pinnedAnew(pinned, anew);
        }
        PartitionOffsets there = pinned == null ? cluster.latest(from, topics.ids()) : pinned;
        latest = there;
        PartitionOffsets begun = ranges.begun(from, batchId);
        if (settings.dataLoss() == DataLoss.FAILS) {
            // before the batch is written down
            settings.dataLoss().requireNone(ranges.lost(begun, there, batchId));
        }
        PartitionOffsets end =
                switch (limit) {
                    case NONE -> there;
                    case BY_OPTIONS -> isTooEarly(begun, there) ? from : limited(begun, there);
                };
        if (end.equals(from) && !begun.equals(from)) {
            end = shortOf(end, from);
        }
        if (end.equals(from)) {
            lastEnd = from;
            return start;
        }
        lastEnd = end;
        return end.isEmpty() ? Optional.empty() : Optional.of(end.toSourceOffset());
    }

    private PartitionOffsets pinnedAnew(PartitionOffsets ends, Set<String> anew) {
        Map<TopicPartition, Long> all = new HashMap<>(ends.asMap());
        all.keySet().removeIf(partition -> anew.contains(partition.topic()));
        cluster.latest().asMap().forEach((partition, end) -> {
            if (anew.contains(partition.topic())) {
                all.put(partition, end);
            }
        });
        return PartitionOffsets.of(all);
    }

    /** A topic that was made anew may by chance end where the old one was read to, which would pass for nothing to read. */
    private PartitionOffsets shortOf(PartitionOffsets end, PartitionOffsets from) {
        Map<TopicPartition, Long> all = new HashMap<>(end.asMap());
        from.asMap().forEach((partition, offset) -> {
            if (topics.ids().since(partition.topic()) == batchId && offset > 0) {
                all.put(partition, offset - 1);
            }
        });
        return PartitionOffsets.of(all);
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
        return RateLimit.apply(limit, ranges.withNew(from, there), there);
    }

    @Override
    public List<Split> splits(Optional<SourceOffset> start, SourceOffset end) {
        PartitionOffsets from = offsets(start.orElseThrow());
        PartitionOffsets until = offsets(end);
        lastEnd = until;
        topics.look(() -> together(from, until), batchId + 1);
        List<DataLoss.Loss> losses = new ArrayList<>();
        List<OffsetRange> toRead = ranges.of(from, until, batchId, losses);
        settings.dataLoss().report(losses, gaps);
        List<Split> splits = new ArrayList<>();
        for (OffsetRange range : settings.splitSizes().cut(toRead)) {
            splits.add(new KafkaSplit(range, scope.required(), readers));
        }
        readers.expect(until.partitions().size());
        return splits;
    }

    /** All partitions a batch has to do with. */
    private static PartitionOffsets together(PartitionOffsets from, PartitionOffsets until) {
        Map<TopicPartition, Long> all = new HashMap<>();
        until.partitions().forEach(partition -> all.put(partition, 0L));
        all.putAll(from.asMap());
        return PartitionOffsets.of(all);
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
        Map<String, String> metrics = new HashMap<>();
        metrics.put("minOffsetsBehindLatest", Long.toString(min));
        metrics.put("maxOffsetsBehindLatest", Long.toString(max));
        metrics.put(
                "avgOffsetsBehindLatest",
                Double.toString((double) sum / there.partitions().size()));
        if (max > 0) {
            metrics.putAll(headroom(read, there));
        }
        return metrics;
    }

    /** A number that cannot be had fails no query. */
    private Map<String, String> headroom(PartitionOffsets read, PartitionOffsets there) {
        Instant now = clock.instant();
        try {
            if (headroom.isDue(now)) {
                Set<String> names = new TreeSet<>();
                there.partitions().forEach(partition -> names.add(partition.topic()));
                headroom.add(now, cluster.earliest(there.partitions()), cluster.retentionMillis(names));
            }
        } catch (PawlException e) {
            LOG.debug("Where partitions begin is not known. reason={}", e.what());
            return Map.of();
        }
        Optional<RetentionHeadroom.Nearest> nearest = headroom.nearest(now, read, there, readers.timestamps());
        nearest.ifPresent(found -> headroom.warnIfShort(found, now));
        return nearest.map(RetentionHeadroom::metrics).orElse(Map.of());
    }

    @Override
    public void close() {
        readers.close();
        cluster.close();
    }
}
