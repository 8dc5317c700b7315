package dev.pawl.engine.option;

/**
 * A row of the table of options on the page of a format.
 *
 * @param name one name, or the beginning of many: {@code kafka.*}
 * @param byDefault what counts where it is not given, in Markdown; {@code needed} where it must be
 * @param meaning in Markdown, one line
 */
public record OptionDoc(String name, String byDefault, String meaning) {
    public OptionDoc {
        if (meaning.contains("\n") || meaning.contains("|") || byDefault.contains("|")) {
            throw new IllegalArgumentException("a row of a table is one line without bars, was " + meaning);
        }
    }

    boolean isOneName() {
        return !name.endsWith("*");
    }
}
