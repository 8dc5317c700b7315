package dev.pawl.connectors.kafka;

import org.apache.kafka.common.TopicPartition;

/** Offsets of one partition, from inclusive until exclusive; not every offset is a record. */
record OffsetRange(TopicPartition partition, long from, long until) {
    long size() {
        return until - from;
    }

    @Override
    public String toString() {
        return partition + " from " + from + " to " + until;
    }
}
