package dev.pawl.engine.option;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The options of one source or sink. Names are told apart without regard to case; values that are secret never print. */
public final class Options {
    private final String owner;
    private final Map<String, String> values;

    /** @param owner whose options these are, for messages: {@code source orders (kafka)} */
    public Options(String owner, Map<String, String> values) {
        this.owner = owner;
        TreeMap<String, String> sorted = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        sorted.putAll(values);
        this.values = Collections.unmodifiableMap(sorted);
    }

    public String owner() {
        return owner;
    }

    /** All of them, in the order of their names; the spelling is the user's. */
    public Map<String, String> asMap() {
        return values;
    }

    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public String require(String name) {
        return find(name)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.OPTION_MISSING, "Option " + name + " is missing: " + owner + " needs it."));
    }

    public String text(String name, String byDefault) {
        return values.getOrDefault(name, byDefault);
    }

    public boolean flag(String name, boolean byDefault) {
        String value = values.get(name);
        if (value == null) {
            return byDefault;
        }
        return switch (value.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw invalid(name, "true or false");
        };
    }

    /** A whole number that is at least {@code least}. */
    public OptionalLong number(String name, long least) {
        String value = values.get(name);
        if (value == null) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(value.strip());
            if (number >= least) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw invalid(name, "a whole number that is at least " + least);
    }

    /** The first of some spellings that is given, for options with an older name. */
    public Optional<String> findAny(List<String> names) {
        return names.stream().filter(values::containsKey).map(values::get).findFirst();
    }

    /** The options whose names begin with a prefix, without it. */
    public Map<String, String> below(String prefix) {
        TreeMap<String, String> found = new TreeMap<>();
        values.forEach((name, value) -> {
            if (name.regionMatches(true, 0, prefix, 0, prefix.length())) {
                found.put(name.substring(prefix.length()), value);
            }
        });
        return found;
    }

    public PawlException invalid(String name, String expected) {
        return new PawlException(
                ErrorCode.OPTION_INVALID,
                "Option " + name + " of " + owner + " must be " + expected + ", was "
                        + Secrets.shown(name, values.getOrDefault(name, "")) + ".");
    }

    @Override
    public String toString() {
        TreeMap<String, String> shown = new TreeMap<>();
        values.forEach((name, value) -> shown.put(name, Secrets.shown(name, value)));
        return owner + " " + shown;
    }
}
