/** Kafka as a source and a sink: partitions and their offsets, records as rows, rows as records. */
@NullMarked
package dev.pawl.connectors.kafka;

import org.jspecify.annotations.NullMarked;
