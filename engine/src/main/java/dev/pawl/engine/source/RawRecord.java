package dev.pawl.engine.source;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A record as its source has it, before anything was made of it: what a table needs to read it again. */
public final class RawRecord {
    private final Kind kind;
    private final byte @Nullable [] content;
    private final ObjectNode origin;

    /** What the content is. */
    public enum Kind {
        /** The bytes of the source: the value of a Kafka record, a line of a file. */
        RECORD,
        /** The columns that the query reads of a row, as a JSON object. */
        ROW
    }

    private RawRecord(Kind kind, byte @Nullable [] content, ObjectNode origin) {
        this.kind = kind;
        this.content = content == null ? null : content.clone();
        this.origin = origin.deepCopy();
    }

    /**
     * @param content null where the record has none
     * @param origin what else the source knows of the record, as its table needs it to read the record again
     */
    public static RawRecord of(byte @Nullable [] content, ObjectNode origin) {
        return new RawRecord(Kind.RECORD, content, origin);
    }

    /** A row of a source whose records are nothing but rows. */
    public static RawRecord ofRow(String json) {
        return new RawRecord(Kind.ROW, json.getBytes(StandardCharsets.UTF_8), JsonNodeFactory.instance.objectNode());
    }

    public Kind kind() {
        return kind;
    }

    public Optional<byte[]> content() {
        return Optional.ofNullable(content).map(byte[]::clone);
    }

    public ObjectNode origin() {
        return origin.deepCopy();
    }
}
