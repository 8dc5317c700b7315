package dev.pawl.checkpoint.log;

import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text of {@code offsets/<N>}. Version 1 has a line for each source, {@code -} for one not yet read; version 2 (Spark
 * 4.2) names the source before a colon:
 * <pre>
 * v1                                       v2
 * {"batchWatermarkMs":0,…,"conf":{…}}      {"batchWatermarkMs":0,…,"sourceMetadataInfo":{}}
 * {"logOffset":1}                          0:{"logOffset":1}
 * -
 * </pre>
 */
final class OffsetFormat {
    /** No query has as many; a damaged file may have millions of short lines. */
    private static final int SOURCES_MAX = 10_000;

    private OffsetFormat() {}

    static OffsetEntry parse(long batchId, LogLines lines) {
        int version = lines.version(OffsetEntry.VERSION_NEWEST);
        Optional<OffsetMetadata> metadata = metadata(lines);
        Map<String, SourceOffset> offsets = version == 1 ? offsetsByPosition(lines) : offsetsById(lines);
        return new OffsetEntry(batchId, version, metadata, offsets);
    }

    private static Optional<OffsetMetadata> metadata(LogLines lines) {
        String line = lines.expect("the metadata of the batch").strip();
        if (line.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetMetadata.parse(line));
        } catch (JsonProblem e) {
            throw lines.corrupt(e.reason());
        }
    }

    private static Map<String, SourceOffset> offsetsByPosition(LogLines lines) {
        List<SourceOffset> offsets = new ArrayList<>();
        @Nullable String line;
        while ((line = lines.next()) != null) {
            checkCount(offsets.size(), lines);
            offsets.add(offset(line, lines));
        }
        return OffsetEntry.numbered(offsets);
    }

    private static Map<String, SourceOffset> offsetsById(LogLines lines) {
        Map<String, SourceOffset> offsets = new LinkedHashMap<>();
        @Nullable String line;
        while ((line = lines.next()) != null) {
            checkCount(offsets.size(), lines);
            int colon = line.indexOf(':');
            if (colon < 0 || !OffsetEntry.isSourceId(line.substring(0, colon))) {
                throw lines.corrupt("expected <source id>:<offset>, found " + LogLines.excerpt(line));
            }
            String sourceId = line.substring(0, colon);
            if (offsets.put(sourceId, offset(line.substring(colon + 1), lines)) != null) {
                throw lines.corrupt("expected one offset for source " + sourceId + ", found a second one");
            }
        }
        return offsets;
    }

    private static void checkCount(int sources, LogLines lines) {
        if (sources >= SOURCES_MAX) {
            throw lines.corrupt("expected at most " + SOURCES_MAX + " sources, found more");
        }
    }

    private static SourceOffset offset(String text, LogLines lines) {
        try {
            return SourceOffset.parse(text);
        } catch (JsonProblem e) {
            throw lines.corrupt(e.reason());
        }
    }

    static String format(OffsetEntry entry) {
        StringBuilder text = new StringBuilder("v" + entry.version() + "\n");
        text.append(entry.metadata().map(OffsetMetadata::format).orElse(""));
        entry.offsets().forEach((sourceId, offset) -> {
            text.append('\n');
            if (entry.version() > 1) {
                text.append(sourceId).append(':');
            }
            text.append(offset.text());
        });
        return text.toString();
    }
}
