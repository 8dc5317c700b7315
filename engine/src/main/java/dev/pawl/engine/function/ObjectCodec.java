package dev.pawl.engine.function;

import java.util.Objects;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.encoders.ExpressionEncoder;
import org.apache.spark.sql.catalyst.encoders.package$;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** Makes rows of objects and objects of rows as one of Spark's encoders says; for one thread. */
final class ObjectCodec {
    private final int columns;
    private final Function1<Object, InternalRow> serializer;
    private final Function1<InternalRow, Object> deserializer;

    private ObjectCodec(ExpressionEncoder<Object> encoder) {
        this.columns = encoder.schema().length();
        this.serializer = encoder.createSerializer();
        this.deserializer = encoder.resolveAndBind(
                        encoder.resolveAndBind$default$1(), encoder.resolveAndBind$default$2())
                .createDeserializer();
    }

    @SuppressWarnings("unchecked")
    static ObjectCodec of(Encoder<?> encoder) {
        return new ObjectCodec((ExpressionEncoder<Object>) package$.MODULE$.encoderFor(encoder));
    }

    /** The columns of the rows: a value that is no object with fields has one, named {@code value}. */
    static StructType schema(Encoder<?> encoder) {
        return encoder.schema();
    }

    int columns() {
        return columns;
    }

    /** Valid until the next call. */
    UnsafeRow row(@Nullable Object object) {
        return (UnsafeRow) serializer.apply(object);
    }

    Object object(InternalRow row) {
        return Objects.requireNonNull(deserializer.apply(row));
    }
}
