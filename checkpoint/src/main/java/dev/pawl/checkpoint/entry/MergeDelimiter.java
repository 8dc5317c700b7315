package dev.pawl.checkpoint.entry;

/** What stands between the elements of a merged value. */
public enum MergeDelimiter {
    /** Spark 4.1, and 4.2 with {@code mergeOperatorVersion} 1 or none. */
    COMMA(","),
    /** Spark 4.2 with {@code mergeOperatorVersion} 2. */
    NONE("");

    private final String text;

    MergeDelimiter(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    public int length() {
        return text.length();
    }

    /** Puts the delimiter into an array that has room for it. */
    public void copyTo(byte[] target, int offset) {
        for (int i = 0; i < text.length(); i++) {
            target[offset + i] = (byte) text.charAt(i);
        }
    }
}
