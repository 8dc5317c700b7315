package dev.pawl.connectors.files;

/** The version whose calendar and layout files have. */
final class SparkVersion {
    static final String WRITTEN = "4.1.2";

    private SparkVersion() {}
}
