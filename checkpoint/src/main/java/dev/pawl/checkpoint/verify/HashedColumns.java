package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.type.Kind;
import dev.pawl.checkpoint.type.StructField;
import dev.pawl.checkpoint.type.StructType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which columns of a key decide about its partition: those that the query groups or joins by. */
final class HashedColumns {
    private static final String SESSION_START = "sessionStartTime";
    private static final String JOIN_COUNTS = "-keyToNumValues";
    private static final String JOIN_ROWS = "-keyWithIndexToValue";
    private static final String USER_KEY = "userKey";

    private HashedColumns() {}

    /**
     * The ordinals; empty where keys are not distributed by a hash, or not by one that is known.
     *
     * @param name of the store or column family
     */
    static Optional<List<Integer>> of(Optional<String> operatorName, String name, StructType key, KeyLayout layout) {
        boolean isEmpty = key.fields().stream().allMatch(field -> field.type().kind() == Kind.VOID);
        if (isEmpty) {
            return Optional.empty();
        }
        return switch (operatorName.orElseGet(() -> guess(name, key))) {
            case "stateStoreSave", "dedupe", "dedupeWithinWatermark", "flatMapGroupsWithState" ->
                Optional.of(first(key.size()));
            case "sessionWindowStateStoreSaveExec" -> Optional.of(first(key.size() - 1));
            case "symmetricHashJoin" -> ofJoin(name, key);
            case "transformWithStateExec" -> ofVariable(key, layout);
            default -> Optional.empty();
        };
    }

    /** Spark 3.5 does not write down which operator it is. */
    private static String guess(String name, StructType key) {
        if (name.endsWith(JOIN_COUNTS) || name.endsWith(JOIN_ROWS)) {
            return "symmetricHashJoin";
        }
        boolean isSession = key.field(key.size() - 1).name().equals(SESSION_START);
        return isSession ? "sessionWindowStateStoreSaveExec" : "stateStoreSave";
    }

    private static Optional<List<Integer>> ofJoin(String name, StructType key) {
        if (name.endsWith(JOIN_COUNTS)) {
            return Optional.of(first(key.size()));
        }
        return name.endsWith(JOIN_ROWS) ? Optional.of(first(key.size() - 1)) : Optional.empty();
    }

    private static Optional<List<Integer>> ofVariable(StructType key, KeyLayout layout) {
        if (layout instanceof KeyLayout.PrefixScan prefix) {
            return Optional.of(first(prefix.columnCount()));
        }
        if (layout instanceof KeyLayout.RangeScan range) {
            List<Integer> others = IntStream.range(0, key.size())
                    .filter(ordinal -> !range.ordinals().contains(ordinal))
                    .boxed()
                    .toList();
            boolean hasUserKey = others.stream()
                    .map(ordinal -> key.field(ordinal).type())
                    .anyMatch(type -> type instanceof StructType struct && hasUserKey(struct));
            return others.isEmpty() || hasUserKey ? Optional.empty() : Optional.of(others);
        }
        return Optional.of(first(key.size()));
    }

    private static boolean hasUserKey(StructType key) {
        return key.fields().stream().map(StructField::name).anyMatch(USER_KEY::equals);
    }

    private static List<Integer> first(int columns) {
        return IntStream.range(0, columns).boxed().toList();
    }
}
