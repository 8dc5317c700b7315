package dev.pawl.engine.deadletter;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/** Rows that were written as {@link RowText}. */
final class RowDecoder implements RawDecoder {
    private final StructType required;
    private final String query;
    private final RowText.Parser parser;

    RowDecoder(StructType required, String query) {
        this.required = required;
        this.query = query;
        this.parser = new RowText.Parser(required);
    }

    @Override
    public RowReader open(RawRecord record) {
        String json = new String(record.content().orElse(new byte[0]), StandardCharsets.UTF_8);
        requireColumns(json);
        return new One(parser.row(json));
    }

    /** A column that the query did not read then would be null now. */
    private void requireColumns(String json) {
        try {
            var object = Json.parseObject(json);
            for (String name : required.fieldNames()) {
                if (!object.has(name)) {
                    throw new PawlException(
                            ErrorCode.REPLAY_UNFIT,
                            "The dead letters of " + query + " cannot be replayed: one has the row " + json
                                    + ", without column " + name + ", which the query did not read then.");
                }
            }
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.DEAD_LETTER_CORRUPT,
                    "A dead letter has a row that is no JSON: " + e.getMessage() + ".",
                    e);
        }
    }

    private static final class One implements RowReader {
        private final InternalRow row;
        private boolean isRead;

        One(InternalRow row) {
            this.row = row;
        }

        @Override
        public boolean next() {
            boolean isFirst = !isRead;
            isRead = true;
            return isFirst;
        }

        @Override
        public InternalRow row() {
            return row;
        }

        @Override
        public void close() {}
    }
}
