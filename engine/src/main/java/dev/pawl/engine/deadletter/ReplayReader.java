package dev.pawl.engine.deadletter;

import dev.pawl.engine.source.RawDecoder;
import dev.pawl.engine.source.RawRecord;
import dev.pawl.engine.source.RowReader;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** Reads dead letters and gives the rows of their records. A record that is bad again keeps its position and its raw form. */
final class ReplayReader implements RowReader {
    private final RowReader lines;
    private final ReplayTable table;
    private final RawDecoder decoder;
    private @Nullable DeadLetter letter;
    private @Nullable RowReader rows;

    /** @param lines the one column is the letter */
    ReplayReader(RowReader lines, ReplayTable table, RawDecoder decoder) {
        this.lines = lines;
        this.table = table;
        this.decoder = decoder;
    }

    @Override
    public boolean next() throws IOException {
        while (true) {
            RowReader current = rows;
            if (current != null && current.next()) {
                return true;
            }
            closeRows();
            if (!lines.next()) {
                return false;
            }
            DeadLetter next =
                    DeadLetter.parse(line(lines.row()), lines.position().orElse("A line"));
            if (table.isFor(next)) {
                letter = next;
                rows = decoder.open(next.raw());
            }
        }
    }

    /** Text from files, bytes from Kafka. */
    private static String line(InternalRow row) {
        Object value = row.get(0, LetterTopic.COLUMNS.apply(0).dataType());
        return value instanceof byte[] bytes ? UTF8String.fromBytes(bytes).toString() : String.valueOf(value);
    }

    private RowReader rows() {
        return Objects.requireNonNull(rows, "the reader stands on no record");
    }

    private DeadLetter letter() {
        return Objects.requireNonNull(letter, "the reader stands on no record");
    }

    @Override
    public InternalRow row() {
        return rows().row();
    }

    @Override
    public Optional<String> position() {
        return Optional.of(letter().position());
    }

    @Override
    public Optional<RawRecord> raw() {
        return Optional.of(letter().raw());
    }

    @Override
    public boolean isAtBadRecord() {
        RowReader current = rows;
        return current != null && current.isAtBadRecord();
    }

    private void closeRows() throws IOException {
        RowReader current = rows;
        rows = null;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void close() throws IOException {
        try {
            closeRows();
        } finally {
            lines.close();
        }
    }
}
