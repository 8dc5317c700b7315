package dev.pawl.connectors.kafka;

import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** A range of one partition as a part of a batch. */
record KafkaSplit(OffsetRange range, StructType required, ReaderPool readers) implements Split {
    @Override
    public String description() {
        return range.toString();
    }

    @Override
    public RowReader open() {
        return new Rows(range, required, readers);
    }

    private static final class Rows implements RowReader {
        private final OffsetRange range;
        private final ReaderPool readers;
        private final PartitionReader reader;
        private final RecordRow row;
        private boolean isBroken;

        Rows(OffsetRange range, StructType required, ReaderPool readers) {
            this.range = range;
            this.readers = readers;
            this.reader = readers.take(range.partition(), range.from());
            this.row =
                    new RecordRow(KafkaColumns.of(required), range.partition().topic());
        }

        @Override
        public boolean next() throws IOException {
            isBroken = true;
            ConsumerRecord<byte[], byte[]> record = reader.next(range.until());
            isBroken = false;
            if (record == null) {
                return false;
            }
            row.show(record);
            return true;
        }

        @Override
        public InternalRow row() {
            return row;
        }

        @Override
        public Optional<String> position() {
            ConsumerRecord<byte[], byte[]> record = row.record();
            return Optional.of(record.topic() + "-" + record.partition() + ", offset " + record.offset());
        }

        @Override
        public Optional<RawRecord> raw() {
            return Optional.of(KeptRecords.of(row.record()));
        }

        /** A consumer that failed is not used again. */
        @Override
        public void close() {
            if (isBroken) {
                reader.close();
            } else {
                readers.giveBack(reader);
            }
        }
    }
}
