package dev.pawl.cli.command;

import java.util.List;

/**
 * An option of a command; also the key under which {@link Arguments} has its values.
 *
 * @param names the long one last
 * @param placeholder stands for the value in the help; empty for an option without a value
 */
public record Option<T>(
        List<String> names, String placeholder, String description, ValueType<T> type, boolean isRepeatable) {
    public Option {
        names = List.copyOf(names);
    }

    /** An option that is there or not. */
    public static Option<Boolean> flag(String name, String description) {
        return new Option<>(List.of(name), "", description, ValueType.NONE, false);
    }

    /** An option with a value. */
    public static <T> Option<T> of(String name, String placeholder, String description, ValueType<T> type) {
        return new Option<>(List.of(name), placeholder, description, type, false);
    }

    /** The same option with a short name of one letter, such as {@code -o}. */
    public Option<T> orShort(String name) {
        return new Option<>(List.of(name, longName()), placeholder, description, type, isRepeatable);
    }

    /** The same option, but it may be given several times. */
    public Option<T> repeatable() {
        return new Option<>(names, placeholder, description, type, true);
    }

    String longName() {
        return names.get(names.size() - 1);
    }

    boolean isFlag() {
        return placeholder.isEmpty();
    }
}
