package dev.pawl.connectors.kafka;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Rows as records of Kafka: {@code USING kafka}. A batch that is run again is written again. */
public final class KafkaSinkFormat implements SinkFormat {
    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(OptionNames.documented(
                        new OptionDoc("kafka.bootstrap.servers", "needed", "where the brokers are"),
                        new OptionDoc(
                                "topic",
                                "",
                                "one topic for all rows; wins over the column `topic`, and is needed without it"),
                        new OptionDoc(
                                "includeHeaders", "`false`", "taken as in Spark; the column `headers` is written anyway"),
                        new OptionDoc(
                                "kafka.*",
                                "",
                                "goes to Kafka's producer, without the prefix. Refused: `key.serializer`, `value.serializer`"))
                .passingOn("kafka."));
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        Options options = request.options();
        ClientSettings settings = ClientSettings.ofSink(options);
        Optional<String> topic = options.find("topic").map(String::strip);
        RecordColumns columns = RecordColumns.of(request.columns(), topic, options.owner());
        Map<String, Object> all =
                settings.with(Map.of("metric.reporters", "", "enable.metrics.push", "false"), Map.of());
        KafkaProducer<byte[], byte[]> producer = settings.client(
                "producer",
                all,
                producerSettings ->
                        new KafkaProducer<>(producerSettings, new ByteArraySerializer(), new ByteArraySerializer()));
        return new KafkaSink(topic.orElse("by column topic"), columns, producer);
    }
}
