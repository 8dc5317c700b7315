package dev.pawl.cli.command;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * What an option or a parameter takes.
 *
 * @param expected completes "takes …": "a whole number"
 * @param choices the only words that are taken; empty when there are too many to list
 * @param parser fails with an {@link IllegalArgumentException} or {@link DateTimeException} for a text that is not taken
 */
public record ValueType<T>(String expected, List<String> choices, Function<String, T> parser) {
    public static final ValueType<String> TEXT = new ValueType<>("a text", List.of(), text -> text);
    public static final ValueType<Long> COUNT = new ValueType<>("a whole number from 0", List.of(), ValueType::count);
    public static final ValueType<ZoneId> TIME_ZONE =
            new ValueType<>("a time zone such as `UTC`, `Europe/Vienna` or `+02:00`", List.of(), ZoneId::of);

    static final ValueType<Boolean> NONE = new ValueType<>("no value", List.of(), text -> true);

    public ValueType {
        choices = List.copyOf(choices);
    }

    private static Long count(String text) {
        long number = Long.parseLong(text);
        if (number < 0) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    boolean takes(String text) {
        try {
            return parser.apply(text) != null;
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    /** The constants of an enum, in lower case and with dashes. */
    public static <E extends Enum<E>> ValueType<E> oneOf(Collection<E> constants) {
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            words.add(word(constant));
        }
        return new ValueType<>("one of " + String.join(", ", words), words, text -> constant(constants, text));
    }

    private static <E extends Enum<E>> E constant(Collection<E> constants, String text) {
        for (E constant : constants) {
            if (word(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(text);
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
