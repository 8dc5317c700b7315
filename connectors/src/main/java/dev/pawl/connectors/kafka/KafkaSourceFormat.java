package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.ReadBack;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.WrittenTable;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Topics of Kafka as tables: {@code USING kafka}. */
public final class KafkaSourceFormat implements SourceFormat {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSourceFormat.class);

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Optional<OptionNames> optionNames() {
        return Optional.of(KafkaSourceOptions.all());
    }

    @Override
    public SourceTable define(Options options, Optional<StructType> columns, Outside outside) {
        if (columns.isPresent()) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNSUPPORTED,
                    "Kafka source has a fixed schema and cannot be set with a custom one, but columns were given for "
                            + options.owner() + ".");
        }
        StructType schema =
                options.flag("includeHeaders", false) ? KafkaColumns.withHeaders() : KafkaColumns.withoutHeaders();
        SourceSettings settings = SourceSettings.of(options);
        if (settings.client().has("group.id")) {
            LOG.warn(
                    "Option kafka.group.id is set: other readers of the same group can interfere with this one."
                            + " Prefer groupIdPrefix. source={}",
                    options.owner());
        }
        return new KafkaTable(settings, schema, outside);
    }

    /** Its records, from the first; of transactions only those that were committed. Empty where each row names its topic. */
    @Override
    public Optional<ReadBack> readBack(WrittenTable written, Outside outside) {
        Options sink = written.options();
        return sink.find("topic").map(topic -> {
            Map<String, String> reading = new HashMap<>();
            sink.below(ClientSettings.PREFIX).forEach((name, value) -> {
                if (ConsumerConfig.configNames().contains(name)) {
                    reading.put(ClientSettings.PREFIX + name, value);
                }
            });
            if (sink.flag("exactlyOnce", false)) {
                reading.put(ClientSettings.PREFIX + ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
            }
            reading.put("subscribe", topic);
            reading.put("startingOffsets", "earliest");
            Options options = new Options(sink.owner(), reading);
            return new ReadBack(KafkaColumns.withoutHeaders(), () -> define(options, Optional.empty(), outside));
        });
    }
}
