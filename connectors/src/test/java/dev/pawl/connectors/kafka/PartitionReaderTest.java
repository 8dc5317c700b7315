package dev.pawl.connectors.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** What a reader does where brokers tell other offsets than before. */
class PartitionReaderTest {
    private static final TopicPartition PARTITION = new TopicPartition("t", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final List<DataLoss.Loss> losses = new ArrayList<>();

    private PartitionReader reader(DataLoss dataLoss, long end) {
        Node node = new Node(0, "h", 1);
        consumer.updatePartitions("t", List.of(new PartitionInfo("t", 0, node, new Node[] {node}, new Node[] {node})));
        PartitionReader reader =
                new PartitionReader(PARTITION, consumer, Duration.ofSeconds(20), dataLoss, losses::addAll, false);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, end));
        reader.seek(5);
        return reader;
    }

    @Test
    void recordsThatABrokerMissesForAMomentAreNotLost() throws InterruptedIOException {
        PartitionReader reader = reader(DataLoss.FAILS, 7);
        consumer.setPollException(new OffsetOutOfRangeException(Map.of(PARTITION, 5L)));
        consumer.addRecord(new ConsumerRecord<>("t", 0, 5, new byte[0], new byte[0]));
        consumer.addRecord(new ConsumerRecord<>("t", 0, 6, new byte[0], new byte[0]));

        assertThat(reader.next(7)).isNotNull();
        assertThat(reader.next(7)).isNotNull();
        assertThat(reader.next(7)).isNull();
        assertThat(losses).isEmpty();
    }

    @Test
    void whatAShortenedPartitionDoesNotHoldAnyMoreIsLost() throws InterruptedIOException {
        assertThatThrownBy(() -> reader(DataLoss.FAILS, 5).next(7)).isInstanceOfSatisfying(PawlException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.KAFKA_COULD_NOT_READ_OFFSET_RANGE);
            assertThat(e.what())
                    .isEqualTo("Could not read records in offset [5, 7) for topic partition t-0: Kafka holds none"
                            + " from offset 5 on, and did once.");
        });
    }

    @Test
    void whereLossIsAcceptedAReaderGoesOnBehindIt() throws InterruptedIOException {
        PartitionReader reader = reader(DataLoss.IS_LOGGED, 5);

        assertThat(reader.next(7)).isNull();

        assertThat(losses).extracting(loss -> loss.range().toString()).hasSize(1);
        assertThat(reader.position()).isEqualTo(7);
        assertThat(consumer.position(PARTITION)).isEqualTo(7);
    }
}
