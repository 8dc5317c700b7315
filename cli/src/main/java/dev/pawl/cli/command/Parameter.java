package dev.pawl.cli.command;

/**
 * An argument that has its place instead of a name; also the key under which {@link Arguments} has its values.
 *
 * @param name in capitals, as the help shows it
 */
public record Parameter<T>(String name, String description, ValueType<T> type, Need need) {
    /** How many values it takes. */
    public enum Need {
        ONE,
        ONE_OR_NONE,
        ANY
    }

    public static Parameter<String> required(String name, String description) {
        return new Parameter<>(name, description, ValueType.TEXT, Need.ONE);
    }

    public static <T> Parameter<T> optional(String name, String description, ValueType<T> type) {
        return new Parameter<>(name, description, type, Need.ONE_OR_NONE);
    }

    /** Takes all that is left: the last parameter of a command. */
    public static <T> Parameter<T> any(String name, String description, ValueType<T> type) {
        return new Parameter<>(name, description, type, Need.ANY);
    }

    String usage() {
        return switch (need) {
            case ONE -> name;
            case ONE_OR_NONE -> "[" + name + "]";
            case ANY -> "[" + name + "…]";
        };
    }
}
