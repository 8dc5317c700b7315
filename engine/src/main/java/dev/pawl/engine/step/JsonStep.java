package dev.pawl.engine.step;

import dev.pawl.engine.json.PlainJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.internal.LegacyBehaviorPolicy;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.Platform;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/**
 * Adds decoded JSON to each row, once, however many expressions want it. Plain records are decoded straight into columns, the others
 * by the expression itself.
 */
public final class JsonStep implements Step {
    private final Expressions decoders;
    private final List<BitSet> wanted;

    /**
     * @param decoders bound to the columns of the rows; each gives one more column
     * @param wanted by decoder, the fields that anybody asks for; others may be null
     */
    public JsonStep(List<JsonToStructs> decoders, List<BitSet> wanted) {
        this.decoders = new Expressions(decoders);
        this.wanted = List.copyOf(wanted);
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        List<Expression> own = decoders.own();
        List<Column> columns = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            columns.add(new Column((JsonToStructs) own.get(i), wanted.get(i)));
        }
        InternalRow decoded = new GenericInternalRow(columns.size());
        JoinedRow both = new JoinedRow();
        return new StepInstance() {
            @Override
            public void start(int seed) {}

            @Override
            public void accept(InternalRow row) throws IOException {
                for (int i = 0; i < columns.size(); i++) {
                    decoded.update(i, columns.get(i).decode(row));
                }
                next.accept(both.apply(row, decoded));
            }
        };
    }

    /** One decoder at work. */
    private static final class Column {
        private final Expression general;
        private final int ordinal;
        private final boolean isBinary;
        private final @Nullable PlainJson plain;

        Column(JsonToStructs decoder, BitSet wanted) {
            this.general = decoder;
            Expression text = decoder.child() instanceof Cast cast ? cast.child() : decoder.child();
            this.isBinary = text.dataType() instanceof BinaryType;
            this.ordinal = text instanceof BoundReference column ? column.ordinal() : -1;
            this.plain = ordinal < 0 ? null : plain(decoder, wanted).orElse(null);
        }

        private static Optional<PlainJson> plain(JsonToStructs decoder, BitSet wanted) {
            SQLConf conf = SQLConf.get();
            boolean isPlain = decoder.options().isEmpty()
                    && !conf.legacyTimeParserPolicy().equals(LegacyBehaviorPolicy.LEGACY())
                    && decoder.dataType() instanceof StructType struct
                    && !List.of(struct.fieldNames()).contains(conf.columnNameOfCorruptRecord());
            return isPlain
                    ? PlainJson.of((StructType) decoder.dataType(), decoder.zoneId(), wanted::get)
                    : Optional.empty();
        }

        @Nullable
        Object decode(InternalRow row) {
            if (plain != null && !row.isNullAt(ordinal)) {
                InternalRow decoded = isBinary ? bytes(plain, row) : text(plain, row);
                if (decoded != null) {
                    return decoded;
                }
            }
            return general.eval(row);
        }

        private @Nullable InternalRow bytes(PlainJson decoder, InternalRow row) {
            byte[] bytes = row.getBinary(ordinal);
            return decoder.decode(bytes, 0, bytes.length);
        }

        private @Nullable InternalRow text(PlainJson decoder, InternalRow row) {
            UTF8String text = row.getUTF8String(ordinal);
            // Text may stand outside the heap as well.
            return text.getBaseObject() instanceof byte[] bytes
                    ? decoder.decode(bytes, (int) (text.getBaseOffset() - Platform.BYTE_ARRAY_OFFSET), text.numBytes())
                    : null;
        }
    }

    @Override
    public String describe() {
        return "Decode " + decoders.describe();
    }
}
