package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.predicate.Predicate;
import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.row.RowProblem;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Walks over the rows of a view in one partition; starts before the first. Memory does not grow with the state. */
public final class ViewCursor implements Closeable {
    private final EntrySource entries;
    private final RowReader reader;
    private final String where;
    private final Supplier<String> origin;
    private final long partition;

    private byte[] keyRow = new byte[0];
    private List<byte[]> valueRows = List.of();
    private int current = -1;
    private boolean isDelete;

    /** @param origin tells which files a row may be from, for a message */
    ViewCursor(EntrySource entries, RowReader reader, String where, Supplier<String> origin, long partition) {
        this.entries = entries;
        this.reader = reader;
        this.where = where;
        this.origin = origin;
        this.partition = partition;
    }

    /** Moves to the next row; false at the end. */
    public boolean next() {
        try {
            while (true) {
                current++;
                if (isDelete ? current == 0 : current < valueRows.size()) {
                    return true;
                }
                if (!enterNext()) {
                    return false;
                }
                isDelete =
                        entries.changeType().filter(ChangeType.DELETE::equals).isPresent();
                valueRows = isDelete ? List.of() : reader.format().valueRows(entries.value());
                current = -1;
            }
        } catch (IOException e) {
            throw unreadable(e);
        } catch (RowProblem e) {
            throw damaged(e);
        }
    }

    private boolean enterNext() throws IOException, RowProblem {
        while (entries.next()) {
            Bytes key = entries.key();
            if (reader.format().concerns(key)) {
                keyRow = reader.format().keyRow(key);
                return true;
            }
        }
        return false;
    }

    /** Moves to the next entry as a whole, a list with all its elements; not to be mixed with {@link #next}. */
    boolean nextEntry() {
        try {
            return enterNext();
        } catch (IOException e) {
            throw unreadable(e);
        } catch (RowProblem e) {
            throw damaged(e);
        }
    }

    byte[] keyRow() {
        return keyRow;
    }

    /** The value of the entry as it is stored. */
    Bytes storedValue() {
        return entries.value();
    }

    /** What was done to this row; empty where the cursor is not about changes. */
    public Optional<ChangeType> changeType() {
        return entries.changeType();
    }

    public long partition() {
        return partition;
    }

    /** Prints the columns from the state as JSON fields, without braces around them; null ones are left out. */
    public boolean printFields(boolean first, JsonBuffer out) {
        try {
            return reader.print(keyRow, isDelete ? null : valueRows.get(current), first, out);
        } catch (RowProblem e) {
            throw damaged(e);
        }
    }

    /**
     * Prints the value of one of the view's columns.
     *
     * @return whether there is one; nothing is printed for null
     */
    public boolean printColumn(int index, JsonBuffer out) {
        try {
            return reader.printColumn(index, keyRow, isDelete ? null : valueRows.get(current), out);
        } catch (RowProblem e) {
            throw damaged(e);
        }
    }

    /** The values of this row by column and field name, and {@code partition_id}. */
    public Predicate.Fields fields() {
        return new ViewFields(reader, keyRow, isDelete ? null : valueRows.get(current), partition, this::damaged);
    }

    private PawlException unreadable(IOException e) {
        return new PawlException(ErrorCode.STORAGE_UNAVAILABLE, where + " cannot be read: " + e.getMessage() + ".", e);
    }

    PawlException damaged(RowProblem problem) {
        return new PawlException(
                ErrorCode.STATE_ROW_CORRUPT,
                (where + " holds a row that cannot be read: " + problem.reason() + ". " + origin.get()).strip(),
                problem);
    }

    @Override
    public void close() throws IOException {
        entries.close();
    }
}
