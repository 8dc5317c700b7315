package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.spark.sql.types.StructType;

/** A subscription read once, from where its options say to where they say. */
final class KafkaSnapshot implements StaticSource {
    private final SourceSettings settings;
    private final Position start;
    private final Position end;
    private final StructType required;
    private final KafkaCluster cluster;
    private final ReaderPool readers;

    KafkaSnapshot(SourceSettings settings, StructType required, Outside outside) {
        this.settings = settings;
        this.start = settings.staticStart();
        this.end = settings.staticEnd();
        this.required = required;
        this.cluster = new KafkaCluster(settings, outside.clock());
        // without a checkpoint there is no place to write losses down: the log tells them
        this.readers = new ReaderPool(settings, outside.uniqueNames(), losses -> {});
    }

    @Override
    public List<Split> splits() {
        PartitionOffsets from = StartOffsets.starting(cluster, settings, start);
        PartitionOffsets until = StartOffsets.ending(cluster, settings, end);
        List<OffsetRange> ranges = new ArrayList<>();
        for (Map.Entry<TopicPartition, Long> last : until.asMap().entrySet()) {
            Long first = from.find(last.getKey());
            if (first != null) {
                ranges.add(range(last.getKey(), first, last.getValue()));
            }
        }
        List<OffsetRange> parts = settings.splitSizes().cut(ranges);
        readers.expect(until.partitions().size());
        return parts.stream()
                .<Split>map(part -> new KafkaSplit(part, required, readers))
                .toList();
    }

    private OffsetRange range(TopicPartition partition, long first, long last) {
        if (first > last) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "The start offset " + first + " is greater than the end offset " + last + " for topic "
                            + partition.topic() + " partition " + partition.partition() + " of "
                            + settings.options().owner() + ".");
        }
        return new OffsetRange(partition, first, last);
    }

    @Override
    public void close() {
        readers.close();
        cluster.close();
    }
}
