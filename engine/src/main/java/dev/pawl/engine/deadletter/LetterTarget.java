package dev.pawl.engine.deadletter;

import java.io.IOException;
import java.io.InputStream;

/** Where the dead letters of one query go. */
public interface LetterTarget extends AutoCloseable {
    /** As the user named it: {@code /data/bad} or {@code kafka:bad}. */
    String description();

    /**
     * Makes the letters of a batch visible, all at once where the target can; nothing if it has them already.
     *
     * @param letters lines, of which there is one at least
     */
    void deliver(long batchId, Letters letters) throws IOException;

    /** Whether letters of a batch would pass for delivered already, before there are any. */
    default boolean isTaken(long batchId) {
        return false;
    }

    /** The lines of a batch. */
    interface Letters {
        /** Closed by the caller. */
        InputStream open() throws IOException;
    }

    @Override
    void close();
}
