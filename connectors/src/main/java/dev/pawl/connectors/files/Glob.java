package dev.pawl.connectors.files;

import java.util.regex.Pattern;

/** Patterns of file names, as Hadoop knows them: {@code *}, {@code ?}, <code>{a,b}</code>, {@code [abc]}, {@code [^a-c]}. */
final class Glob {
    private static final String SPECIAL = "*?[]{}\\";

    private Glob() {}

    static boolean isPattern(String text) {
        return text.chars().anyMatch(c -> SPECIAL.indexOf(c) >= 0);
    }

    /** For one name of a path. */
    static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        int alternatives = 0;
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            switch (c) {
                case '*' -> regex.append("[^/]*");
                case '?' -> regex.append("[^/]");
                case '{' -> {
                    alternatives++;
                    regex.append("(?:");
                }
                case '}' -> {
                    regex.append(alternatives > 0 ? ")" : "\\}");
                    alternatives = Math.max(0, alternatives - 1);
                }
                case ',' -> regex.append(alternatives > 0 ? "|" : ",");
                case '[' -> i = appendClass(glob, i, regex);
                case '\\' -> {
                    i = Math.min(i + 1, glob.length() - 1);
                    regex.append(Pattern.quote(glob.substring(i, i + 1)));
                }
                default -> regex.append(Pattern.quote(String.valueOf(c)));
            }
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }

    private static int appendClass(String glob, int start, StringBuilder regex) {
        int end = glob.indexOf(']', start + 2);
        if (end < 0) {
            regex.append("\\[");
            return start;
        }
        String inside = glob.substring(start + 1, end);
        boolean isNegated = inside.startsWith("^") || inside.startsWith("!");
        String members = isNegated ? inside.substring(1) : inside;
        regex.append(isNegated ? "[^" : "[");
        for (int index = 0; index < members.length(); index++) {
            char c = members.charAt(index);
            if (c != '-' && !Character.isLetterOrDigit(c)) {
                regex.append('\\');
            }
            regex.append(c);
        }
        regex.append(']');
        return end;
    }
}
