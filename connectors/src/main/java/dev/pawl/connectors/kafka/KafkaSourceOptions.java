package dev.pawl.connectors.kafka;

import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;

/** The options of a Kafka source, with what the page says about them. Names and meanings are Spark's. */
final class KafkaSourceOptions {
    private KafkaSourceOptions() {}

    static OptionNames all() {
        return OptionNames.documented(
                        new OptionDoc("kafka.bootstrap.servers", "needed", "where the brokers are"),
                        new OptionDoc("subscribe", "one of three needed", "topics, separated by commas"),
                        new OptionDoc(
                                "subscribePattern",
                                "one of three needed",
                                "a regular expression found in names of topics"),
                        new OptionDoc("assign", "one of three needed", "chosen partitions: `{\"topic\":[0,1]}`"),
                        new OptionDoc(
                                "startingOffsets",
                                "stream `latest`, static read `earliest`",
                                "`earliest`, `latest`, or `{\"topic\":{\"0\":23,\"1\":-2}}` with -2 for earliest and -1 for latest,"
                                        + " naming every partition. Only for a query without a checkpoint"),
                        new OptionDoc(
                                "startingOffsetsByTimestamp",
                                "",
                                "the first record not older than a time in milliseconds, by partition; wins over"
                                        + " `startingOffsets`"),
                        new OptionDoc("startingTimestamp", "", "the same for all partitions; wins over both"),
                        new OptionDoc(
                                "startingOffsetsByTimestampStrategy",
                                "`error`",
                                "where all records are older: `error`, or `latest`"),
                        new OptionDoc("endingOffsets", "`latest`", "where a static read ends"),
                        new OptionDoc("endingOffsetsByTimestamp", "", "the same by timestamps"),
                        new OptionDoc("endingTimestamp", "", "the same by one timestamp"),
                        new OptionDoc(
                                "maxOffsetsPerTrigger",
                                "2,000,000",
                                "offsets a batch takes at most, shared among the partitions in proportion to what waits in"
                                        + " each"),
                        new OptionDoc("minOffsetsPerTrigger", "none", "a batch waits until so many offsets are there"),
                        new OptionDoc("maxTriggerDelay", "`15m`", "but not longer than this"),
                        new OptionDoc(
                                "minPartitions",
                                "one part for each partition",
                                "cuts the ranges of a batch into more parts that are read side by side"),
                        new OptionDoc("maxRecordsPerPartition", "none", "the same, by the size of a part"),
                        new OptionDoc(
                                "failOnDataLoss",
                                "`true`",
                                "whether records that are gone before they were read stop the query, or are written down as a"
                                        + " gap and gone on without"),
                        new OptionDoc("includeHeaders", "`false`", "adds the column `headers`"),
                        new OptionDoc(
                                "groupIdPrefix",
                                "`pawl-kafka-source`",
                                "beginning of the consumer group's name, which brokers may require to know. Nothing is"
                                        + " committed to the group"),
                        new OptionDoc(
                                "kafkaConsumer.pollTimeoutMs",
                                "120000",
                                "how long a reader waits for a record that must be there"),
                        new OptionDoc(
                                "fetchOffset.numRetries",
                                "3",
                                "how often brokers are asked where partitions begin and end"),
                        new OptionDoc("fetchOffset.retryIntervalMs", "1000", "the pause between"),
                        new OptionDoc(
                                "kafka.*",
                                "",
                                "goes to Kafka's clients, without the prefix, `kafka.security.protocol`, `kafka.sasl.*` and"
                                        + " `kafka.ssl.*` too. Refused: `auto.offset.reset`, `key.deserializer`,"
                                        + " `value.deserializer`, `enable.auto.commit`, `interceptor.classes`"))
                .passingOn("kafka.");
    }
}
