package dev.pawl.checkpoint.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A map in the order it is stored in: {@code values.get(i)} belongs to {@code keys.get(i)}. */
public record MapValue(List<Object> keys, List<@Nullable Object> values) {
    public MapValue {
        if (keys.size() != values.size()) {
            throw new IllegalArgumentException(keys.size() + " keys but " + values.size() + " values");
        }
        keys = List.copyOf(keys);
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
