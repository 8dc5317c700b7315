package dev.pawl.connectors.delta;

import dev.pawl.engine.option.Options;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes that users write into options as {@code 10m}. */
final class Bytes {
    private static final Pattern SIZE = Pattern.compile("\\s*(\\d{1,15})\\s*([a-z]*)\\s*");
    private static final Map<String, Integer> SHIFTS =
            Map.of("", 0, "b", 0, "k", 10, "kb", 10, "m", 20, "mb", 20, "g", 30, "gb", 30, "t", 40, "tb", 40);

    private Bytes() {}

    static OptionalLong number(Options options, String name) {
        Optional<String> value = options.find(name);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        Matcher size = SIZE.matcher(value.get().toLowerCase(Locale.ROOT));
        Integer shift = size.matches() ? SHIFTS.get(size.group(2)) : null;
        long number = shift == null ? 0 : Long.parseLong(size.group(1));
        if (shift == null || number < 1 || number > Long.MAX_VALUE >> shift) {
            throw options.invalid(name, "a size of at least one byte, such as 10m");
        }
        return OptionalLong.of(number << shift);
    }
}
