package dev.pawl.connectors.avro;

import java.io.IOException;
import org.apache.avro.io.Encoder;
import org.apache.spark.sql.catalyst.expressions.SpecializedGetters;

/** Writes one value of a row, or of an array, that is not null. */
interface AvroWriter {
    void write(SpecializedGetters values, int ordinal, Encoder out) throws IOException;
}
