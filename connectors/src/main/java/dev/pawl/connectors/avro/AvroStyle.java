package dev.pawl.connectors.avro;

import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
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

    private AvroStyle(Schema schema, CodecFactory codec, String sparkVersion, AvroWriters.Fields fields) {
        this.schema = schema;
        this.codec = codec;
        this.sparkVersion = sparkVersion;
        this.fields = fields;
    }

    /**
     * Under the schema that Spark makes of columns.
     *
     * @param name of the record
     * @param space the namespace of the record; empty for none
     */
    public static AvroStyle ofColumns(
            StructType columns, String name, String space, CodecFactory codec, String sparkVersion) {
        return of(columns, AvroSchemas.record(columns, name, space), FieldMatch.BY_NAME, codec, sparkVersion);
    }

    /** Under the schema of a user. */
    public static AvroStyle ofSchema(
            StructType columns, String schema, FieldMatch match, CodecFactory codec, String sparkVersion) {
        return of(columns, AvroReading.parse(schema), match, codec, sparkVersion);
    }

    private static AvroStyle of(
            StructType columns, Schema schema, FieldMatch match, CodecFactory codec, String sparkVersion) {
        return new AvroStyle(schema, codec, sparkVersion, new AvroWriters(match).fields(schema, columns, ""));
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
