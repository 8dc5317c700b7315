package dev.pawl.engine.restart;

/**
 * A configuration that the pipeline sets and the checkpoint has otherwise. As in Spark the checkpoint's value goes on.
 *
 * @param recorded the value that counts
 * @param set the value in the pipeline, which does nothing
 */
public record ConfChange(String key, String recorded, String set) {}
