package dev.pawl.connectors.avro;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** How the files of a sink are written. */
public final class AvroStyle {
    /** Spark's defaults. */
    private static final int DEFLATE_LEVEL = -1;

    private static final int XZ_LEVEL = 6;
    private static final int ZSTANDARD_LEVEL = 3;

    private final Schema schema;
    private final CodecFactory codec;
    private final String sparkVersion;
    private final AvroWriters.Fields fields;
    private final Strictness strictness;

    private enum Strictness {
        /** The schema is made of the columns. */
        TAKES_ALL_ROWS,
        /** It may forbid nulls and texts that the columns have. */
        MAY_REFUSE
    }

    private AvroStyle(
            Schema schema, CodecFactory codec, String sparkVersion, AvroWriters.Fields fields, Strictness strictness) {
        this.schema = schema;
        this.codec = codec;
        this.sparkVersion = sparkVersion;
        this.fields = fields;
        this.strictness = strictness;
    }

    /**
     * Under the schema that Spark makes of columns.
     *
     * @param name of the record
     * @param space the namespace of the record; empty for none
     */
    public static AvroStyle ofColumns(
            StructType columns, String name, String space, CodecFactory codec, String sparkVersion) {
        Schema schema = AvroSchemas.record(columns, name, space);
        AvroWriters.Fields fields = new AvroWriters(FieldMatch.BY_NAME).fields(schema, columns, "");
        return new AvroStyle(schema, codec, sparkVersion, fields, Strictness.TAKES_ALL_ROWS);
    }

    /** Under the schema of a user. */
    public static AvroStyle ofSchema(
            StructType columns, String text, FieldMatch match, CodecFactory codec, String sparkVersion) {
        Schema schema = AvroReading.parse(text);
        AvroWriters.Fields fields = new AvroWriters(match).fields(schema, columns, "");
        return new AvroStyle(schema, codec, sparkVersion, fields, Strictness.MAY_REFUSE);
    }

    /** Refuses a row that a file would refuse. */
    public void check(InternalRow row) {
        if (strictness == Strictness.MAY_REFUSE) {
            try {
                fields.write(row, NoOutput.INSTANCE);
            } catch (IOException e) {
                throw new UncheckedIOException("nothing is written", e);
            }
        }
    }

    /** The codec of an option; empty for a name that Spark has not. */
    public static Optional<CodecFactory> codec(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "uncompressed" -> Optional.of(CodecFactory.nullCodec());
            case "snappy" -> Optional.of(CodecFactory.snappyCodec());
            case "deflate" -> Optional.of(CodecFactory.deflateCodec(DEFLATE_LEVEL));
            case "bzip2" -> Optional.of(CodecFactory.bzip2Codec());
            case "xz" -> Optional.of(CodecFactory.xzCodec(XZ_LEVEL));
            case "zstandard" -> Optional.of(CodecFactory.zstandardCodec(ZSTANDARD_LEVEL));
            default -> Optional.empty();
        };
    }

    Schema schema() {
        return schema;
    }

    CodecFactory codec() {
        return codec;
    }

    String sparkVersion() {
        return sparkVersion;
    }

    AvroWriters.Fields fields() {
        return fields;
    }
}
