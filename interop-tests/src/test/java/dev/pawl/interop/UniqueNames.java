package dev.pawl.interop;

import java.util.UUID;
import java.util.function.Supplier;

/** UUIDs that are the same in every run of a test. */
final class UniqueNames implements Supplier<String> {
    private long count;

    @Override
    public String get() {
        return new UUID(0, count++).toString();
    }
}
