package dev.pawl.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Commands under a common first word. */
public final class CommandGroup implements CommandNode {
    private final String summary;
    private final Map<String, CommandNode> children = new LinkedHashMap<>();

    public CommandGroup(String summary) {
        this.summary = summary;
    }

    /** Adds a command or a group; the help lists them in this order. */
    public CommandGroup add(String name, CommandNode child) {
        if (children.put(name, child) != null) {
            throw new IllegalStateException("two commands named " + name);
        }
        return this;
    }

    @Override
    public String summary() {
        return summary;
    }

    Map<String, CommandNode> children() {
        return children;
    }

    Optional<CommandNode> child(String name) {
        return Optional.ofNullable(children.get(name));
    }
}
