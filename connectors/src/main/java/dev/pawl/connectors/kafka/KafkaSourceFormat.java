package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.engine.source.SourceTable;
import java.util.Optional;
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
}
