package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.engine.option.OptionDoc;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Outside;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Rows as records of Kafka: {@code USING kafka}. A batch that is run again is written again, unless it is to be exactly once. */
public final class KafkaSinkFormat implements SinkFormat {
    private static final String EXACTLY_ONCE = "exactlyOnce";
    private static final String LEDGER = "ledgerTopic";
    private static final String ID_PREFIX = "transactionalIdPrefix";

    /** The longest that brokers permit by default: a batch must not take longer. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(15);

    private static final Duration LEDGER_PATIENCE = Duration.ofMinutes(1);

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
                                "includeHeaders",
                                "`false`",
                                "taken as in Spark; the column `headers` is written anyway"),
                        new OptionDoc(
                                EXACTLY_ONCE,
                                "`false`",
                                "writes each batch in one transaction, so that a consumer with `isolation.level=read_committed`"
                                        + " sees every row once"),
                        new OptionDoc(
                                LEDGER,
                                "`pawl-batches`",
                                "with `exactlyOnce`: the compacted topic that says which batch of each query was committed"
                                        + " last; made if it is not there"),
                        new OptionDoc(
                                ID_PREFIX,
                                "`pawl`",
                                "with `exactlyOnce`: beginning of the `transactional.id`, which brokers may require to know;"
                                        + " the id of the query follows"),
                        new OptionDoc(
                                "kafka.transaction.timeout.ms",
                                "900000",
                                "with `exactlyOnce`: how long a batch may take at most from its first row to its commit; and how"
                                        + " long the rows of a process that died keep others' rows from readers, unless it is"
                                        + " started again before. Brokers bound it by `transaction.max.timeout.ms`"),
                        new OptionDoc(
                                "kafka.*",
                                "",
                                "goes to Kafka's clients, without the prefix. Refused: `key.serializer`, `value.serializer`,"
                                        + " `transactional.id`"))
                .passingOn("kafka."));
    }

    @Override
    public StreamSink open(SinkRequest request, Outside outside) {
        Options options = request.options();
        ClientSettings settings = ClientSettings.ofSink(options);
        Optional<String> topic = options.find("topic").map(String::strip);
        RecordColumns columns = RecordColumns.of(
                request.columns(),
                topic,
                options.owner(),
                Math.min(settings.number("max.request.size", 1L << 20), settings.number("buffer.memory", 32L << 20)));
        String target = topic.orElse("by column topic");
        if (options.flag(EXACTLY_ONCE, false)) {
            return transactional(request, settings, target, columns, outside);
        }
        return new KafkaSink(target, columns, producer(settings, Map.of(), Map.of()));
    }

    private static KafkaProducer<byte[], byte[]> producer(
            ClientSettings settings, Map<String, Object> defaults, Map<String, Object> fixed) {
        Map<String, Object> all = new HashMap<>(defaults);
        all.put("metric.reporters", "");
        // a batch is waited for to its last record: what is sent gathers meanwhile anyway
        all.put("linger.ms", "0");
        all.put("enable.metrics.push", "false");
        return settings.client(
                "producer",
                settings.with(all, fixed),
                producerSettings ->
                        new KafkaProducer<>(producerSettings, new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private static StreamSink transactional(
            SinkRequest request, ClientSettings settings, String target, RecordColumns columns, Outside outside) {
        Options options = request.options();
        String queryId = request.queryId();
        long timeoutMillis = options.number("kafka.transaction.timeout.ms", 1).orElse(TRANSACTION_TIMEOUT.toMillis());
        KafkaProducer<byte[], byte[]> producer = producer(
                settings,
                Map.of("transaction.timeout.ms", Math.toIntExact(timeoutMillis)),
                Map.of("transactional.id", options.text(ID_PREFIX, "pawl") + "-" + queryId));
        boolean isOpen = false;
        try (BatchLedger ledger =
                new BatchLedger(options.text(LEDGER, "pawl-batches").strip(), settings, LEDGER_PATIENCE)) {
            ledger.prepare();
            initTransactions(producer, options);
            StreamSink sink = new TransactionalSink(
                    target,
                    queryId,
                    columns,
                    producer,
                    batchId -> ledger.entry(queryId, batchId),
                    ledger.last(queryId),
                    Duration.ofMillis(timeoutMillis),
                    outside.clock());
            isOpen = true;
            return sink;
        } finally {
            if (!isOpen) {
                WithoutInterrupt.run(() -> producer.close(Duration.ZERO));
            }
        }
    }

    /** Ends what a predecessor left open, one way or the other, and lets it write no more. */
    private static void initTransactions(KafkaProducer<byte[], byte[]> producer, Options options) {
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            // the client makes a plain exception of it
            if (String.valueOf(e.getMessage()).contains("transaction.max.timeout.ms")) {
                throw options.invalid(
                        "kafka.transaction.timeout.ms", "at most what brokers permit in transaction.max.timeout.ms");
            }
            if (e instanceof InterruptException) {
                Thread.currentThread().interrupt();
            }
            throw new PawlException(
                    ErrorCode.SINK_FAILED,
                    "Transactions of " + options.owner() + " could not be begun: "
                            + Secrets.withoutSecrets(String.valueOf(e.getMessage())),
                    e);
        }
    }
}
