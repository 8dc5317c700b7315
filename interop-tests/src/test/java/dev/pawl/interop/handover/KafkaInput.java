package dev.pawl.interop.handover;

import dev.pawl.testkit.KafkaBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Topics with partitions that fill at different speeds, read a few offsets a batch. */
record KafkaInput(KafkaBroker broker, String first, String second) implements Input {
    private static final int OFFSETS_PER_BATCH = 6;

    static KafkaInput create(KafkaBroker broker, String name) {
        KafkaInput input = new KafkaInput(broker, name + "-a", name + "-b");
        broker.createTopic(input.first, 2);
        broker.createTopic(input.second, 1);
        return input;
    }

    @Override
    public Kind kind() {
        return Kind.KAFKA;
    }

    @Override
    public String format() {
        return "kafka";
    }

    @Override
    public Map<String, String> options() {
        return Map.of(
                "kafka.bootstrap.servers",
                broker.bootstrapServers(),
                "subscribe",
                first + "," + second,
                "startingOffsets",
                "earliest",
                "maxOffsetsPerTrigger",
                Integer.toString(OFFSETS_PER_BATCH));
    }

    @Override
    public String select() {
        return "SELECT CAST(CAST(value AS STRING) AS BIGINT) AS id,"
                + " concat_ws('/', topic, partition, offset, CAST(key AS STRING)) AS name FROM STREAM input";
    }

    @Override
    public void add(int chunk) {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        add(records, first, 0, chunk, 3);
        add(records, first, 1, chunk, 1);
        add(records, second, 0, chunk, 2);
        broker.produce(records);
    }

    private static void add(
            List<ProducerRecord<byte[], byte[]>> records, String topic, int partition, int chunk, int count) {
        for (int i = 0; i < count; i++) {
            String value = Integer.toString(chunk * 10 + i);
            byte[] key = i % 2 == 0 ? bytes("k" + i) : null;
            records.add(new ProducerRecord<>(topic, partition, key, bytes(value)));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }
}
