package dev.pawl.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the reference: sections of commands, with tables whose first column names fields, options or codes. */
final class ReferencePage {
    private static final Path DIRECTORY = Path.of("..", "docs", "reference");
    private static final Pattern NAME = Pattern.compile("`([^` ]+)[^`]*`");

    private final Map<String, List<String>> sections = new LinkedHashMap<>();

    ReferencePage(String file) {
        List<String> section = new ArrayList<>();
        sections.put("", section);
        try {
            for (String line : Files.readAllLines(DIRECTORY.resolve(file))) {
                if (line.startsWith("## pawl ")) {
                    section = new ArrayList<>();
                    String[] words = line.split(" ", -1);
                    sections.put(words[2] + " " + words[3], section);
                }
                section.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The commands that have a section, as "checkpoint show". */
    Set<String> commands() {
        Set<String> commands = new TreeSet<>(sections.keySet());
        commands.remove("");
        return commands;
    }

    /** The names in the first column of tables with this heading; the command "" is what comes before the first one. */
    Set<String> names(String command, String heading) {
        Set<String> names = new TreeSet<>();
        boolean isInTable = false;
        for (String line : sections.getOrDefault(command, List.of())) {
            if (line.startsWith("| " + heading + " |")) {
                isInTable = true;
            } else if (!line.startsWith("|")) {
                isInTable = false;
            } else if (isInTable) {
                Matcher name = NAME.matcher(line.substring(0, line.indexOf(" | ")));
                while (name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        return names;
    }

    String text(String command) {
        return String.join("\n", sections.getOrDefault(command, List.of()));
    }
}
