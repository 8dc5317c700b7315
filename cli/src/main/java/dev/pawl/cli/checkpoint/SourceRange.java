package dev.pawl.cli.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.SourceOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What one batch reads of one source: after one offset, up to another. */
record SourceRange(String sourceId, Optional<SourceOffset> start, Optional<SourceOffset> end) {
    private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,8}");

    /** Sources are numbered, as a rule. */
    private static final Comparator<String> ORDER =
            Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

    /**
     * One for each source, in order. Also for those that only other batches have offsets of.
     *
     * @param sourceIds the sources of other batches
     */
    static List<SourceRange> of(Optional<OffsetEntry> before, OffsetEntry entry, Collection<String> sourceIds) {
        TreeSet<String> ids = new TreeSet<>(ORDER);
        ids.addAll(sourceIds);
        ids.addAll(entry.offsets().keySet());
        before.ifPresent(known -> ids.addAll(known.offsets().keySet()));
        List<SourceRange> ranges = new ArrayList<>();
        for (String id : ids) {
            Optional<SourceOffset> end = entry.offset(id);
            Optional<SourceOffset> start = end.isEmpty() ? Optional.empty() : before.flatMap(known -> known.offset(id));
            ranges.add(new SourceRange(id, start, end));
        }
        return ranges;
    }

    /** Ids are numbers as a rule; others become texts. */
    JsonNode sourceIdJson() {
        return NUMBER.matcher(sourceId).matches()
                ? IntNode.valueOf(Integer.parseInt(sourceId))
                : TextNode.valueOf(sourceId);
    }

    /** The offsets in the source's own JSON. */
    ObjectNode json() {
        ObjectNode json = Json.object();
        start.ifPresent(offset -> json.set("start", offset.json()));
        end.ifPresent(offset -> json.set("end", offset.json()));
        return json;
    }

    String text() {
        return OffsetText.range(start, end);
    }
}
