package dev.pawl.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A command that a document shows, and what it is said to print: in a code block, the lines after {@code $ ./pawl …}.
 * There, {@code …} stands for anything within a line, and a line of it alone for any lines.
 *
 * @param where the document and the line
 * @param command the words after {@code ./pawl}
 */
public record DocExample(String where, String command, List<String> output) {
    private static final String PROMPT = "$ ./pawl ";
    private static final String ANYTHING = "…";

    /** All of a document, in order. */
    public static List<DocExample> of(Path document) throws IOException {
        List<DocExample> examples = new ArrayList<>();
        List<String> lines = Files.readAllLines(document);
        boolean isInBlock = false;
        DocExample current = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("```")) {
                isInBlock = !isInBlock;
                current = null;
            } else if (isInBlock && line.startsWith(PROMPT)) {
                String where = document.getFileName() + ":" + (i + 1);
                current = new DocExample(where, line.substring(PROMPT.length()), new ArrayList<>());
                examples.add(current);
            } else if (current != null) {
                current.output().add(line);
            }
        }
        return examples;
    }

    /** What the document says, in one text. */
    public String said() {
        return String.join("\n", output).stripTrailing() + "\n";
    }

    /** Whether a command printed what the document says. */
    public boolean isPrinted(String printed) {
        return Pattern.compile(pattern(said()), Pattern.DOTALL).matcher(printed).matches();
    }

    private static String pattern(String said) {
        StringBuilder pattern = new StringBuilder();
        for (String line : said.split("(?<=\n)", -1)) {
            if (line.strip().equals(ANYTHING)) {
                pattern.append(".*");
            } else {
                String[] parts = line.split(ANYTHING, -1);
                for (int i = 0; i < parts.length; i++) {
                    pattern.append(i == 0 ? "" : "[^\n]*").append(Pattern.quote(parts[i]));
                }
            }
        }
        return pattern.toString();
    }

    @Override
    public String toString() {
        return where + ": " + command;
    }
}
