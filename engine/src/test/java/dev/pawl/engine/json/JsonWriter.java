package dev.pawl.engine.json;

import java.util.List;
import java.util.Random;

/** Writes records of JSON, most of them right, with values at the edges of their types. */
final class JsonWriter {
    private static final List<String> NAMES =
            List.of("s", "l", "i", "h", "t", "d", "b", "m", "day", "ts", "o", "größe", "other", "S");
    private static final List<String> TEXTS = List.of(
            "\"\"",
            "\"plain\"",
            "\"with \\\"quotes\\\"\"",
            "\"\\u0041\\u00e9\\u20ac\"",
            "\"ä€😀\"",
            "\"\\ud83d\\ude00\"",
            "\"\\/\\b\\f\\n\\r\\t\"",
            "\"\\u0000\"",
            "null",
            "12",
            "true",
            "{\"a\":1}",
            "[1]",
            "\"\u007f\"",
            "\"\\u12\"",
            "''");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "127",
            "128",
            "-128",
            "-129",
            "32767",
            "32768",
            "2147483647",
            "-2147483648",
            "2147483648",
            "999999999999999999",
            "9223372036854775807",
            "-9223372036854775808",
            "9223372036854775808",
            "00",
            "+1",
            "1.",
            ".5",
            "0.0",
            "-0.0",
            "1e2",
            "1E-2",
            "1e+400",
            "-1e400",
            "4.9E-324",
            "1e-400",
            "0.1",
            "0.30000000000000004",
            "1.10",
            "123456.78",
            "99999999.99",
            "100000000.00",
            "1.005",
            "9007199254740993",
            "9007199254740993.0",
            "123456789012345678.9",
            "0.000000000000000001",
            "1e0",
            "NaN",
            "Infinity",
            "-",
            "\"1\"",
            "\"NaN\"",
            "null",
            "1a");
    private static final List<String> DATES = List.of(
            "\"2024-02-29\"",
            "\"2023-02-29\"",
            "\"1970-01-01\"",
            "\"0001-01-01\"",
            "\"0000-01-01\"",
            "\"9999-12-31\"",
            "\"1582-10-10\"",
            "\"2024-13-01\"",
            "\"2024-00-10\"",
            "\"2024-1-1\"",
            "\"2024-01-01T\"",
            "\"2024-01-0a\"",
            "null",
            "\"\"",
            "\"2024\"",
            "0",
            "\"1900-02-29\"",
            "\"2000-02-29\"",
            "\"-001-01-01\"");
    private static final List<String> TIMES = List.of(
            "\"2026-01-31T12:00:00Z\"",
            "\"2026-01-31 12:00:00.5Z\"",
            "\"2026-01-31T12:00:00.123456Z\"",
            "\"2026-01-31T12:00:00.1234567Z\"",
            "\"2026-01-31T12:00:00.Z\"",
            "\"2026-03-29T02:30:00\"",
            "\"2026-10-25T02:30:00\"",
            "\"2026-01-31T24:00:00Z\"",
            "\"2026-01-31T23:59:60Z\"",
            "\"2026-01-31T12:00:00+02:00\"",
            "\"2026-01-31\"",
            "\"1890-01-01T00:00:00Z\"",
            "\"1890-01-01T00:00:00\"",
            "\"2026-02-30T00:00:00Z\"",
            "1700000000",
            "\"12:00\"",
            "\"\"",
            "null",
            "\"2026-01-31T12:00Z\"",
            "\"0001-01-01T00:00:00Z\"",
            "\"2026-01-31t12:00:00Z\"",
            "\"2026-01-31T12:00:00Europe/Paris\"",
            "\"now\"",
            "\"2026-01-31T12:00:00z\"");
    private static final List<String> BREAKING = List.of(
            "", ",", "}", "{", "\"", "\\", ":", " ", "\n", "]", "[", "null", "\u0001", "é", "'", "//", "0", "-", "e");

    private final Random random;

    JsonWriter(Random random) {
        this.random = random;
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String space() {
        return random.nextInt(8) == 0 ? any(List.of(" ", "\n", "\t", "\r\n", "  ")) : "";
    }

    String record() {
        return space() + object(NAMES, 0) + space();
    }

    private String object(List<String> names, int depth) {
        StringBuilder json = new StringBuilder("{");
        int fields = random.nextInt(depth == 0 ? 6 : 3);
        for (int i = 0; i < fields; i++) {
            String name = any(names);
            json.append(i == 0 ? "" : ",")
                    .append(space())
                    .append('"')
                    .append(name)
                    .append('"')
                    .append(space())
                    .append(':');
            json.append(space()).append(value(name, depth)).append(space());
        }
        return json.append('}').toString();
    }

    private String value(String name, int depth) {
        return switch (name) {
            case "s", "größe", "y" -> any(TEXTS);
            case "l", "i", "h", "t", "d", "m", "x", "w" ->
                random.nextInt(3) == 0 ? any(NUMBERS) : String.valueOf(random.nextInt(200) - 100);
            case "b" -> any(List.of("true", "false", "null", "TRUE", "1"));
            case "day" -> any(DATES);
            case "ts" -> any(TIMES);
            case "o" -> depth == 0 ? object(List.of("x", "y", "z", "q"), 1) : any(TEXTS);
            case "z" -> object(List.of("w", "v"), 2);
            default -> anything(0);
        };
    }

    private String anything(int depth) {
        return switch (random.nextInt(depth > 3 ? 3 : 5)) {
            case 0 -> any(TEXTS);
            case 1 -> any(NUMBERS);
            case 2 -> any(TIMES);
            case 3 -> "[" + (random.nextBoolean() ? "" : anything(depth + 1) + "," + anything(depth + 1)) + "]";
            default -> "{\"k\":" + anything(depth + 1) + "}";
        };
    }

    /** Something cut out, put in or put in place of something. */
    String broken(String json) {
        int at = random.nextInt(json.length());
        int end = Math.min(json.length(), at + random.nextInt(3));
        return json.substring(0, at) + any(BREAKING) + json.substring(end);
    }
}
