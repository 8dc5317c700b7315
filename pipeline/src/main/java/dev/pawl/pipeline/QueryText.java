package dev.pawl.pipeline;

/**
 * A {@code SELECT} as it was written.
 *
 * @param position of its first character
 */
public record QueryText(Position position, String sql) {
    /** The text at its place in an otherwise empty file: errors in it then carry the lines of the file. */
    public String inPlace() {
        return "\n".repeat(position.line() - 1) + " ".repeat(position.column() - 1) + sql;
    }
}
