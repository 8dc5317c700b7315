package dev.pawl.engine.operator;

/**
 * What the watermark means for one operator in one batch, milliseconds since the epoch.
 *
 * @param lateMs rows up to this time come too late: the watermark of the batch before
 * @param evictMs state up to this time will not change any more: the watermark of the batch
 */
public record EventTimeBounds(long lateMs, long evictMs) {}
