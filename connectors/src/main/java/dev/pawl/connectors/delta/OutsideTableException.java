package dev.pawl.connectors.delta;

/** A table names a file that is not below its own directory, as a shallow clone does. */
final class OutsideTableException extends RuntimeException {
    OutsideTableException(String path) {
        super(path);
    }
}
