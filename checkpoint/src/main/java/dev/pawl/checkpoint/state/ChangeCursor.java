package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;

/** Walks over the changes of one version in the order of the file; starts before the first. A later change of a key wins. */
public interface ChangeCursor extends Closeable {
    /** Moves to the next change; false at the end. */
    boolean next() throws IOException;

    ChangeKind kind();

    Bytes key();

    /** The new value of a put, the operand of a merge, empty for a delete. */
    Bytes value();

    static ChangeCursor of(List<Change> changes) {
        Iterator<Change> iterator = List.copyOf(changes).iterator();
        return new ChangeCursor() {
            private Change current = Change.delete(Bytes.EMPTY);

            @Override
            public boolean next() {
                boolean found = iterator.hasNext();
                if (found) {
                    current = iterator.next();
                }
                return found;
            }

            @Override
            public ChangeKind kind() {
                return current.kind();
            }

            @Override
            public Bytes key() {
                return current.key();
            }

            @Override
            public Bytes value() {
                return current.value();
            }

            @Override
            public void close() {}
        };
    }
}
