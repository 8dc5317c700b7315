package dev.pawl.checkpoint.json;

/** A text is not the JSON that was expected; turned into an error with a file name by whoever knows the file. */
public final class JsonProblem extends Exception {
    public JsonProblem(String reason) {
        super(reason);
    }

    /** The reason, without the file. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
