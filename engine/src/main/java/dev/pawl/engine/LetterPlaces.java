package dev.pawl.engine;

import dev.pawl.engine.deadletter.BadRecords;
import dev.pawl.engine.deadletter.LetterFiles;
import dev.pawl.engine.deadletter.LetterTarget;
import dev.pawl.engine.deadletter.LetterTopic;
import dev.pawl.engine.option.OptionNames;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.sink.SinkRequest;
import dev.pawl.engine.source.Outside;
import dev.pawl.engine.source.SourceTable;
import dev.pawl.pipeline.Position;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The places of dead letters, opened with the formats there are. */
final class LetterPlaces {
    static final String KAFKA = "kafka";
    private static final String LINES = "text";

    /** Formats are looked up where a statement has been accepted already. */
    private static final Position NOWHERE = new Position("badRecords", 1, 1);

    /** Older letters than the newest by so much would be passed over: longer than anybody keeps them. */
    private static final String AGE_MAX = "36500d";

    private static final String LEDGER = "ledgerTopic";

    /** Not that of the sink, which is read first: what a delivery left open that died keeps it from being read to its end. */
    private static final String LETTERS_LEDGER = "pawl-dead-letter-batches";

    private LetterPlaces() {}

    static LetterTarget target(BadRecords bad, String query, String queryId, Formats formats, Outside outside) {
        if (bad.topic().isEmpty()) {
            return new LetterFiles(bad.location(), outside.storage(bad.location()), queryId);
        }
        SinkFormat kafka = formats.sink(KAFKA, NOWHERE);
        Map<String, String> options = new HashMap<>(bad.topicOptions());
        options.put("topic", bad.topic().get());
        OptionNames known = kafka.optionNames().orElse(OptionNames.of());
        if (known.has("exactlyOnce")) {
            options.putIfAbsent("exactlyOnce", "true");
        }
        if (known.has(LEDGER)) {
            options.putIfAbsent(LEDGER, LETTERS_LEDGER);
        }
        SinkRequest request = new SinkRequest(
                new Options(owner(query), options),
                LetterTopic.COLUMNS,
                List.of(),
                OutputMode.APPEND,
                // The query may write to Kafka too, and a batch is known by this name.
                queryId + "-dead-letters");
        return new LetterTopic(bad.location(), kafka.open(request, outside));
    }

    /** The same place as a stream of lines. */
    static SourceTable lines(BadRecords bad, String query, Formats formats, Outside outside) {
        Map<String, String> options = new HashMap<>();
        if (bad.topic().isEmpty()) {
            options.put("path", bad.location());
            options.put("maxFileAge", AGE_MAX);
            // Before the first letter there is no directory.
            return new TargetTable(LetterTopic.COLUMNS, () -> formats.source(LINES, NOWHERE)
                    .define(new Options(owner(query), options), Optional.empty(), outside));
        }
        bad.topicOptions().forEach((name, value) -> {
            if (name.startsWith("kafka.")) {
                options.put(name, value);
            }
        });
        options.put("subscribe", bad.topic().get());
        options.put("startingOffsets", "earliest");
        options.put("kafka.isolation.level", "read_committed");
        return formats.source(KAFKA, NOWHERE).define(new Options(owner(query), options), Optional.empty(), outside);
    }

    private static String owner(String query) {
        return "dead letters of " + query;
    }
}
