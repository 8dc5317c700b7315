package dev.pawl.engine.deadletter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.catalyst.json.JacksonParser;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;

/** Rows as JSON objects that can be read again without loss: all columns, also nulls; times to the microsecond; binary in base64. */
final class RowText {
    private static final List<DataType> SIMPLE = List.of(
            DataTypes.BooleanType,
            DataTypes.ByteType,
            DataTypes.ShortType,
            DataTypes.IntegerType,
            DataTypes.LongType,
            DataTypes.FloatType,
            DataTypes.DoubleType,
            DataTypes.BinaryType,
            DataTypes.DateType,
            DataTypes.TimestampType,
            DataTypes.TimestampNTZType);

    private RowText() {}

    private static JSONOptions options() {
        Map<String, String> options = Map.of(
                "ignoreNullFields", "false",
                "timestampFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
                "timestampNTZFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSSSS");
        return new JSONOptions(
                scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(options)), "UTC", "");
    }

    static String of(InternalRow row, StructType columns) {
        StringWriter out = new StringWriter();
        JacksonGenerator generator = new JacksonGenerator(columns, out, options());
        generator.write(row);
        generator.flush();
        return out.toString();
    }

    /** Whether values of a type are the same when they were written and read again. */
    static boolean isFaithful(DataType type) {
        if (type instanceof StructType struct) {
            return Arrays.stream(struct.fields()).allMatch(field -> isFaithful(field.dataType()));
        }
        if (type instanceof ArrayType array) {
            return isFaithful(array.elementType());
        }
        if (type instanceof MapType map) {
            return map.keyType() instanceof StringType && isFaithful(map.valueType());
        }
        return type instanceof StringType || type instanceof DecimalType || SIMPLE.contains(type);
    }

    /** Reads rows again; used by one thread. */
    static final class Parser {
        private final JacksonParser parser;

        Parser(StructType columns) {
            this.parser = new JacksonParser(
                    columns,
                    options(),
                    false,
                    CollectionConverters.asScala(List.<Filter>of()).toSeq());
        }

        InternalRow row(String json) {
            Iterator<InternalRow> rows =
                    parser.parse(json, Parser::open, UTF8String::fromString).iterator();
            return rows.next();
        }

        private static JsonParser open(JsonFactory factory, String json) {
            try {
                return factory.createParser(json);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
