package dev.pawl.interop.handover;

import java.util.Optional;

/**
 * The moment at which an engine dies: before a file of a log is written, or after it.
 *
 * @param file below the checkpoint: {@code offsets/3}
 */
record Kill(String file, boolean isAfter) {
    private static final String AFTER = "after ";
    private static final String BEFORE = "before ";

    static Optional<Kill> of(Stop stop, long batchId) {
        return switch (stop) {
            case CLEAN -> Optional.empty();
            case BEFORE_PLAN -> Optional.of(new Kill("offsets/" + batchId, false));
            case AFTER_PLAN -> Optional.of(new Kill("offsets/" + batchId, true));
            case AFTER_SINK -> Optional.of(new Kill("commits/" + batchId, false));
        };
    }

    static Kill parse(String text) {
        boolean isAfter = text.startsWith(AFTER);
        return new Kill(text.substring((isAfter ? AFTER : BEFORE).length()), isAfter);
    }

    @Override
    public String toString() {
        return (isAfter ? AFTER : BEFORE) + file;
    }

    /** An error, so that nothing that handles exceptions lives on. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;

        Death(Kill kill) {
            super("killed " + kill);
        }

        static boolean isCauseOf(Throwable failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof Death) {
                    return true;
                }
            }
            return false;
        }
    }
}
