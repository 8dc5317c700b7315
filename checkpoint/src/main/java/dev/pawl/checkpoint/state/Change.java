package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.entry.Bytes;

/**
 * One record of a delta or changelog.
 *
 * @param value empty for a delete
 */
public record Change(ChangeKind kind, Bytes key, Bytes value) {
    public static Change put(Bytes key, Bytes value) {
        return new Change(ChangeKind.PUT, key, value);
    }

    public static Change delete(Bytes key) {
        return new Change(ChangeKind.DELETE, key, Bytes.EMPTY);
    }

    public static Change merge(Bytes key, Bytes operand) {
        return new Change(ChangeKind.MERGE, key, operand);
    }
}
