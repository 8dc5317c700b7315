package dev.pawl.engine.operator;

/** Which joins of two streams there are. */
public enum StreamJoinKind {
    INNER(false, false),
    LEFT_OUTER(true, false),
    RIGHT_OUTER(false, true),
    FULL_OUTER(true, true),
    LEFT_SEMI(false, false);

    private final boolean keepsLeft;
    private final boolean keepsRight;

    StreamJoinKind(boolean keepsLeft, boolean keepsRight) {
        this.keepsLeft = keepsLeft;
        this.keepsRight = keepsRight;
    }

    /** Whether rows of the left side without a partner are results too. */
    boolean keepsLeft() {
        return keepsLeft;
    }

    boolean keepsRight() {
        return keepsRight;
    }
}
