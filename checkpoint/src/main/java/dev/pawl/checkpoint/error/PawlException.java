package dev.pawl.checkpoint.error;

/** The one exception of Pawl: a code, what happened and where, and what to do next. */
public final class PawlException extends RuntimeException {
    private final ErrorCode code;
    private final String what;

    /** @param what what failed and where, expected and found: one or more sentences without the remedy */
    public PawlException(ErrorCode code, String what) {
        super(text(code, what));
        this.code = code;
        this.what = what;
    }

    public PawlException(ErrorCode code, String what, Throwable cause) {
        super(text(code, what), cause);
        this.code = code;
        this.what = what;
    }

    public ErrorCode code() {
        return code;
    }

    /** What failed and where, without code and remedy. */
    public String what() {
        return what;
    }

    private static String text(ErrorCode code, String what) {
        return "[" + code.id() + "] " + what + " " + code.remedy();
    }
}
