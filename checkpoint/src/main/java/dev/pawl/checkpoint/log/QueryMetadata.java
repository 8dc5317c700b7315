package dev.pawl.checkpoint.log;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.util.Optional;

/**
 * Who a query is, across all its runs: the file {@code metadata}, <code>{"id":"74b5…"}</code>.
 *
 * @param id the query id, a UUID as Spark wrote it; exactly-once sinks know the query by it
 */
public record QueryMetadata(String id) {
    public static final String FILE = "metadata";

    private static final String ID = "id";
    private static final int ID_CHARS_MAX = 1000;

    public QueryMetadata {
        if (id.isEmpty() || id.length() > ID_CHARS_MAX) {
            throw new IllegalArgumentException("expected a query id, found " + LogLines.excerpt(id));
        }
    }

    /** Empty if the checkpoint has none: then Spark up to 4.1 silently makes a new id. */
    public static Optional<QueryMetadata> read(Storage storage) {
        return file(storage).find().map(opened -> {
            try (LogLines lines = opened) {
                return parse(lines);
            }
        });
    }

    private static QueryMetadata parse(LogLines lines) {
        try {
            ObjectNode object = Json.parseObject(lines.expect("the query id"));
            QueryMetadata metadata = new QueryMetadata(Json.text(object, ID));
            lines.expectEnd();
            return metadata;
        } catch (JsonProblem e) {
            throw lines.corrupt(e.reason());
        } catch (IllegalArgumentException e) {
            throw lines.corrupt(String.valueOf(e.getMessage()));
        }
    }

    /** Gives a checkpoint its query id, unless somebody else did. */
    public void createNew(Storage storage) {
        file(storage)
                .createNew(
                        Content.of(Json.format(Json.object().put(ID, id))),
                        "Another writer gave this checkpoint a query id.");
    }

    private static LogFile file(Storage storage) {
        return new LogFile(storage, FILE, ErrorCode.QUERY_METADATA_CORRUPT);
    }
}
