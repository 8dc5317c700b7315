package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.gap.Gap;
import dev.pawl.checkpoint.gap.GapLog;
import dev.pawl.checkpoint.storage.Storage;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/** Writes accepted losses of one source into the checkpoint of its query. Used by the tasks of a batch side by side. */
final class GapBook implements DataLoss.Book {
    private final GapLog log;
    private final String sourceId;
    private final InstantSource clock;
    private volatile long batchId;

    GapBook(Storage checkpoint, String sourceId, InstantSource clock) {
        this.log = new GapLog(checkpoint);
        this.sourceId = sourceId;
        this.clock = clock;
    }

    void turnTo(long next) {
        batchId = next;
    }

    /**
     * Where partitions were given up that are there again, of the same topic: Kafka did not know them for a while, or the query did not
     * subscribe to them. They are no new ones, whose records were all never read.
     *
     * @param ids those of the topics there are now
     */
    Map<TopicPartition, Long> givenUp(Collection<TopicPartition> partitions, TopicIds ids) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        if (partitions.isEmpty()) {
            return positions;
        }
        Map<String, TopicPartition> wanted = new HashMap<>();
        partitions.stream()
                .filter(partition -> ids.find(partition.topic()).isPresent())
                .forEach(partition -> wanted.put(partition.toString(), partition));
        for (Gap gap : log.gaps()) {
            TopicPartition partition = wanted.get(gap.part());
            boolean isOpen = gap.source().equals(sourceId)
                    && gap.range().to().isEmpty()
                    && gap.range().from().isIntegralNumber()
                    && gap.batchId().isPresent();
            if (partition == null || !isOpen) {
                continue;
            }
            long batch = gap.batchId().getAsLong();
            // The gap of a topic that was made anew is of the one before it.
            if (batch > ids.since(partition.topic()) && batch < batchId) {
                positions.put(partition, gap.range().from().longValue());
            }
        }
        return positions;
    }

    @Override
    public void write(List<DataLoss.Loss> losses) {
        log.append(losses.stream()
                .map(loss -> new Gap(
                        sourceId,
                        loss.partition().toString(),
                        loss.range(),
                        clock.instant(),
                        loss.what(),
                        OptionalLong.of(batchId)))
                .toList());
    }
}
