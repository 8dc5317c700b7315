package dev.pawl.cli.output;

/**
 * One field of an answer.
 *
 * @param name the stable name in json and csv; ends in {@code Ms} when the value is in milliseconds (since the epoch for a
 *     moment), in {@code Bytes} when it is in bytes
 * @param label the name for people, as it would begin a sentence: "Last batch"
 */
public record Column(String name, String label, Kind kind) {
    /** What values a column takes, null always among them. */
    public enum Kind {
        /** A {@link String} or {@link Toned}. */
        TEXT,
        /** A {@link Number}. */
        NUMBER,
        /** Bytes as a {@link Long}; people see "1.5 MiB". */
        BYTES,
        /** Milliseconds since the epoch as a {@link Long}; people see a date and time. */
        INSTANT,
        /** Milliseconds as a {@link Long}; people see "3 min 20 s". */
        DURATION,
        /** A {@link Boolean}; people see "yes" and "no". */
        FLAG,
        /** A {@link String} that is JSON already, or a Jackson node. */
        JSON;

        boolean isRightAligned() {
            return this == NUMBER || this == BYTES || this == DURATION;
        }
    }

    public static Column text(String name, String label) {
        return new Column(name, label, Kind.TEXT);
    }

    public static Column number(String name, String label) {
        return new Column(name, label, Kind.NUMBER);
    }

    public static Column bytes(String name, String label) {
        return new Column(name, label, Kind.BYTES);
    }

    public static Column instant(String name, String label) {
        return new Column(name, label, Kind.INSTANT);
    }

    public static Column duration(String name, String label) {
        return new Column(name, label, Kind.DURATION);
    }

    public static Column flag(String name, String label) {
        return new Column(name, label, Kind.FLAG);
    }

    public static Column json(String name, String label) {
        return new Column(name, label, Kind.JSON);
    }
}
