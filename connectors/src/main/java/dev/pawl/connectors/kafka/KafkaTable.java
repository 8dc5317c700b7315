package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** A subscription as a table. */
final class KafkaTable implements SourceTable {
    private final SourceSettings settings;
    private final StructType columns;
    private final Outside outside;

    KafkaTable(SourceSettings settings, StructType columns, Outside outside) {
        this.settings = settings;
        this.columns = columns;
        this.outside = outside;
    }

    @Override
    public Optional<SourceKind> kind() {
        return Optional.of(SourceKind.KAFKA);
    }

    @Override
    public StructType columns() {
        return columns;
    }

    @Override
    public StreamSource openStream(StreamScope scope) {
        return new KafkaStream(settings, scope, outside);
    }

    @Override
    public StaticSource openStatic(StructType required) {
        return new KafkaSnapshot(settings, required, outside);
    }

    @Override
    public Optional<RawDecoder> rawDecoder(StructType required) {
        return Optional.of(KeptRecords.decoder(required));
    }
}
