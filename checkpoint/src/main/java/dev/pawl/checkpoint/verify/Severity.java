package dev.pawl.checkpoint.verify;

/** How much a finding matters. */
public enum Severity {
    /** A restart would fail, or something that is recorded is lost. */
    ERROR,
    /** A restart works, but something is not as it should be. */
    WARNING,
    /** Good to know; nothing is wrong. */
    INFO
}
