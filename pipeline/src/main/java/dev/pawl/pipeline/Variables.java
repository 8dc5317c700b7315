package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.Map;
import java.util.Optional;

/** Replaces <code>${name}</code> in the text of a pipeline, comments left alone. */
final class Variables {
    private final String file;
    private final Map<String, String> given;
    private final Map<String, String> environment;

    Variables(String file, Map<String, String> given, Map<String, String> environment) {
        this.file = file;
        this.given = given;
        this.environment = environment;
    }

    String replacedIn(String text) {
        StringBuilder out = new StringBuilder();
        for (TextToken token : TextToken.of(text)) {
            int done = 0;
            for (TextToken.Variable variable : token.variables()) {
                String value = value(variable.name())
                        .orElseThrow(() -> unset(variable.name(), text, token.start() + variable.start()));
                out.append(token.text(), done, variable.start()).append(value);
                done = variable.end();
            }
            out.append(token.text(), done, token.text().length());
        }
        return out.toString();
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
