package dev.pawl.checkpoint.verify;

/**
 * One thing that is not as it should be.
 *
 * @param code the name of an error code or of a {@link FindingCode}; never changes its meaning
 * @param problem what was expected and what was found, as full sentences
 * @param fix what to do about it, as full sentences
 */
public record Finding(String code, Severity severity, Place place, String problem, String fix) {}
