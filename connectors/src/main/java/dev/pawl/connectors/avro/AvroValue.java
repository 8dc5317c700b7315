package dev.pawl.connectors.avro;

import org.jspecify.annotations.Nullable;

/** Makes a value of Spark's rows of what the library read; never asked about null. */
interface AvroValue {
    @Nullable
    Object of(Object value);
}
