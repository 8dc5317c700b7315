package dev.pawl.cli.command;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values a command was called with; all of them are known to parse. */
public final class Arguments {
    private final Map<Object, List<String>> texts = new HashMap<>();

    Arguments() {}

    void add(Object key, String text) {
        texts.computeIfAbsent(key, k -> new ArrayList<>()).add(text);
    }

    public boolean has(Option<?> option) {
        return texts.containsKey(option);
    }

    boolean has(Parameter<?> parameter) {
        return texts.containsKey(parameter);
    }

    public <T> Optional<T> find(Option<T> option) {
        return first(option, option.type());
    }

    public <T> List<T> all(Option<T> option) {
        return all(option, option.type());
    }

    /** The value of a parameter that must be there. */
    public <T> T value(Parameter<T> parameter) {
        return find(parameter)
                .orElseThrow(() -> new IllegalStateException(parameter.name() + " is not a required parameter"));
    }

    public <T> Optional<T> find(Parameter<T> parameter) {
        return first(parameter, parameter.type());
    }

    public <T> List<T> all(Parameter<T> parameter) {
        return all(parameter, parameter.type());
    }

    private <T> Optional<T> first(Object key, ValueType<T> type) {
        List<String> given = texts.getOrDefault(key, List.of());
        return given.isEmpty() ? Optional.empty() : Optional.of(type.parser().apply(given.get(0)));
    }

    private <T> List<T> all(Object key, ValueType<T> type) {
        List<T> values = new ArrayList<>();
        for (String text : texts.getOrDefault(key, List.of())) {
            values.add(type.parser().apply(text));
        }
        return values;
    }
}
