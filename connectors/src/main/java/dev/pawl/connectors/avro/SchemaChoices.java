package dev.pawl.connectors.avro;

/**
 * How the schema of a file becomes columns where there is a choice.
 *
 * @param isStable whether members of a union are named after their types, not {@code member0}, {@code member1}, …
 * @param prefix in front of the name of a type
 * @param recursionMax how often a record may be inside itself before the field is left out; 0 and less: not at all
 */
public record SchemaChoices(boolean isStable, String prefix, int recursionMax) {
    static final SchemaChoices DEFAULT = new SchemaChoices(false, "", -1);
}
