package dev.pawl.engine.run;

import dev.pawl.checkpoint.log.SourceOffset;
import java.util.Map;
import java.util.Optional;

/**
 * What a batch read from one source.
 *
 * @param startOffset empty for the first batch
 * @param latestOffset up to where there was something to read; empty where the source does not tell
 */
public record SourceProgress(
        String description,
        Optional<SourceOffset> startOffset,
        Optional<SourceOffset> endOffset,
        Optional<SourceOffset> latestOffset,
        long numInputRows,
        Map<String, String> metrics) {}
