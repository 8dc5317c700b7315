package dev.pawl.engine.json;

import java.time.ZoneId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Decodes records of JSON as {@code from_json} does without options; says so where a record is not plain enough. */
public final class PlainJson {
    private final ObjectDecoder decoder;
    private final JsonCursor cursor = new JsonCursor();

    private PlainJson(ObjectDecoder decoder) {
        this.decoder = decoder;
    }

    /**
     * A decoder for a schema, if all of it can be decoded here.
     *
     * @param zone of timestamps that name none
     * @param wanted the fields somebody asks for; others may be null in the decoded record
     */
    public static Optional<PlainJson> of(StructType schema, ZoneId zone, IntPredicate wanted) {
        return isPlain(schema) ? Optional.of(new PlainJson(new ObjectDecoder(schema, zone, wanted))) : Optional.empty();
    }

    private static boolean isPlain(StructType schema) {
        Set<String> names = new HashSet<>();
        for (StructField field : schema.fields()) {
            boolean isKnown = FieldKind.of(field.dataType()).isPresent()
                    && (!(field.dataType() instanceof StructType nested) || isPlain(nested));
            if (!isKnown
                    || !field.nullable()
                    || !field.metadata().equals(Metadata.empty())
                    || !names.add(field.name())) {
                return false;
            }
        }
        return true;
    }

    /** The decoded record, good until the next is decoded; null if the record is not plain. */
    public @Nullable InternalRow decode(byte[] text, int offset, int length) {
        cursor.reset(text, offset, length);
        boolean isPlain = decoder.decode(cursor)
                && cursor.isAtEnd()
                && (cursor.isAscii()
                        || UTF8String.fromAddress(text, Platform.BYTE_ARRAY_OFFSET + offset, length)
                                .isValid());
        return isPlain ? decoder.row() : null;
    }
}
