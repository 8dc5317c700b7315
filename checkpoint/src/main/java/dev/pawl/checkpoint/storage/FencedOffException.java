package dev.pawl.checkpoint.storage;

import java.io.IOException;

/** Another process has claimed the storage; nothing was published. */
public final class FencedOffException extends IOException {
    FencedOffException(String root, long claim) {
        super("claim " + claim + " on " + root + " was taken over by another process");
    }
}
