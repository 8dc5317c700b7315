package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Replaces <code>${name}</code> in the text of a pipeline, comments left alone. */
final class Variables {
    /** Comments and strings are matched whole; only within strings and outside of both do variables count. */
    private static final Pattern COMMENT_OR_VARIABLE = Pattern.compile(
            "--[^\\n]*|/\\*.*?\\*/|'(?:[^'\\\\]|\\\\.)*'|\"(?:[^\"\\\\]|\\\\.)*\"|\\$\\{([^}\\n]*)}", Pattern.DOTALL);

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}\\n]*)}");

    private final String file;
    private final Map<String, String> given;
    private final Map<String, String> environment;

    Variables(String file, Map<String, String> given, Map<String, String> environment) {
        this.file = file;
        this.given = given;
        this.environment = environment;
    }

    String replacedIn(String text) {
        Matcher matcher = COMMENT_OR_VARIABLE.matcher(text);
        StringBuilder out = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(out, "");
            String match = matcher.group();
            if (match.startsWith("--") || match.startsWith("/*")) {
                out.append(match);
            } else {
                appendReplaced(match, text, matcher.start(), out);
            }
        }
        return matcher.appendTail(out).toString();
    }

    private void appendReplaced(String part, String text, int start, StringBuilder out) {
        Matcher variable = VARIABLE.matcher(part);
        while (variable.find()) {
            int at = start + variable.start();
            String name = variable.group(1);
            String value = value(name).orElseThrow(() -> unset(name, text, at));
            variable.appendReplacement(out, Matcher.quoteReplacement(value));
        }
        variable.appendTail(out);
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(given.get(name)).or(() -> Optional.ofNullable(environment.get(name)));
    }

    private PawlException unset(String name, String text, int at) {
        int line =
                1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
        int column = at - text.lastIndexOf('\n', at - 1);
        return new PawlException(
                ErrorCode.VARIABLE_UNSET,
                new Position(file, line, column) + ": variable ${" + name + "} has no value.");
    }
}
