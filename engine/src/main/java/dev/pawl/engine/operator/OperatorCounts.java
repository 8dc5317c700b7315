package dev.pawl.engine.operator;

/**
 * What an operator did to one partition in one batch.
 *
 * @param late rows that came too late and were dropped
 */
public record OperatorCounts(long updated, long removed, long late) {
    public static final OperatorCounts NONE = new OperatorCounts(0, 0, 0);

    public OperatorCounts plus(OperatorCounts other) {
        return new OperatorCounts(updated + other.updated, removed + other.removed, late + other.late);
    }
}
