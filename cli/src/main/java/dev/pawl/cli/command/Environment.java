package dev.pawl.cli.command;

import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;

/**
 * The world a command runs in.
 *
 * @param variables the environment variables
 * @param isTerminal whether standard output is one
 */
public record Environment(
        Map<String, String> variables, OutputStream out, OutputStream err, boolean isTerminal, InstantSource clock) {
    boolean isSet(String variable) {
        return !variables.getOrDefault(variable, "").isEmpty();
    }

    boolean wantsColor() {
        return isTerminal && !isSet("NO_COLOR") && !"dumb".equals(variables.get("TERM"));
    }
}
