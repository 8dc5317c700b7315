package dev.pawl.checkpoint.storage;

import java.io.IOException;

/** A file may or may not have got its name, or may yet lose it: only a look by a later process tells. */
public final class OutcomeUnknownException extends IOException {
    OutcomeUnknownException(String path, IOException cause) {
        super("whether " + path + " was published is not known: " + cause.getMessage(), cause);
    }
}
