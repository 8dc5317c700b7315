package dev.pawl.checkpoint;

import dev.pawl.checkpoint.error.ErrorCode;

/**
 * Why a state version cannot be loaded.
 *
 * @param path the missing file, or else the directory that holds the version, below the checkpoint
 * @param problem as full sentences
 */
public record LoadObstacle(String path, ErrorCode code, String problem) {}
