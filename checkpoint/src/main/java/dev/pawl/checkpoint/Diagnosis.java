package dev.pawl.checkpoint;

/**
 * Whether a query would start from a checkpoint, and why.
 *
 * @param reason what a restart will do, or what keeps it from doing it, as a full sentence
 */
public record Diagnosis(Health health, String reason) {}
