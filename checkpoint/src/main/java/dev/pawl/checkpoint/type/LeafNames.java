package dev.pawl.checkpoint.type;

import dev.pawl.checkpoint.json.JsonProblem;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types that Spark's schema JSON writes as a plain string. */
final class LeafNames {
    private static final Pattern DECIMAL = Pattern.compile("decimal\\(\\s*(\\d{1,9})\\s*,\\s*(-?\\d{1,9})\\s*\\)");
    private static final Pattern COLLATED = Pattern.compile("string\\s+collate\\s+(\\w+)");
    private static final Pattern CHARACTERS = Pattern.compile("(var)?char\\(\\s*\\d{1,9}\\s*\\)");
    private static final Pattern TIME = Pattern.compile("time\\([0-6]\\)");
    private static final Pattern SPATIAL =
            Pattern.compile("(geometry|geography)\\(\\s*\\w+:-?\\w+\\s*(,\\s*\\w+\\s*)?\\)");

    private static final List<String> DAY_TIME_UNITS = List.of("day", "hour", "minute", "second");
    private static final List<String> YEAR_MONTH_UNITS = List.of("year", "month");

    private static final Map<String, DataType> BY_NAME = Stream.of(
                    Stream.of(
                            LeafType.VOID,
                            LeafType.BOOLEAN,
                            LeafType.BYTE,
                            LeafType.SHORT,
                            LeafType.INTEGER,
                            LeafType.LONG,
                            LeafType.FLOAT,
                            LeafType.DOUBLE,
                            LeafType.BINARY,
                            LeafType.DATE,
                            LeafType.TIMESTAMP,
                            LeafType.TIMESTAMP_NTZ,
                            LeafType.CALENDAR_INTERVAL,
                            LeafType.VARIANT),
                    intervals(Kind.YEAR_MONTH_INTERVAL, YEAR_MONTH_UNITS),
                    intervals(Kind.DAY_TIME_INTERVAL, DAY_TIME_UNITS))
            .flatMap(types -> types)
            .collect(Collectors.toUnmodifiableMap(LeafType::name, Function.identity()));

    private LeafNames() {}

    static DataType parse(String name) throws JsonProblem {
        DataType plain = BY_NAME.get(name);
        if (plain != null) {
            return plain;
        }
        return switch (name) {
            case "string" -> StringType.BINARY_ORDER;
            case "decimal" -> new DecimalType(10, 0);
            case "null" -> LeafType.VOID;
            case "timestamp_ltz" -> LeafType.TIMESTAMP;
            default -> parsePattern(name);
        };
    }

    private static DataType parsePattern(String name) throws JsonProblem {
        Matcher decimal = DECIMAL.matcher(name);
        if (decimal.matches()) {
            return decimal(Integer.parseInt(decimal.group(1)), Integer.parseInt(decimal.group(2)));
        }
        Matcher collated = COLLATED.matcher(name);
        if (collated.matches()) {
            return new StringType(collated.group(1));
        }
        if (CHARACTERS.matcher(name).matches()) {
            return new LeafType(Kind.STRING, name);
        }
        if (TIME.matcher(name).matches()) {
            return new LeafType(Kind.TIME, name);
        }
        if (SPATIAL.matcher(name).matches()) {
            return new LeafType(Kind.BINARY, name);
        }
        throw new JsonProblem("unknown data type \"" + name + "\"");
    }

    private static DecimalType decimal(int precision, int scale) throws JsonProblem {
        try {
            return new DecimalType(precision, scale);
        } catch (IllegalArgumentException e) {
            throw new JsonProblem(String.valueOf(e.getMessage()));
        }
    }

    private static Stream<LeafType> intervals(Kind kind, List<String> units) {
        return units.stream()
                .flatMap(from -> units.subList(units.indexOf(from), units.size()).stream()
                        .map(to -> from.equals(to) ? "interval " + from : "interval " + from + " to " + to))
                .map(name -> new LeafType(kind, name));
    }
}
