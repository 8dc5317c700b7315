package dev.pawl.engine.option;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The names of all options that a format takes, also of those that Spark knows and that change nothing here. */
public final class OptionNames {
    private final TreeSet<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final List<OptionDoc> docs;
    private final Predicate<String> passedOn;
    /** Those among them that change nothing, there as here. */
    private final TreeSet<String> idle = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);

    private OptionNames(
            Collection<String> names, List<OptionDoc> docs, Predicate<String> passedOn, Collection<String> idle) {
        this.idle.addAll(idle);
        this.names.addAll(idle);
        this.names.addAll(names);
        docs.stream().filter(OptionDoc::isOneName).map(OptionDoc::name).forEach(this.names::add);
        this.docs = List.copyOf(docs);
        this.passedOn = passedOn;
    }

    public static OptionNames of(String... names) {
        return new OptionNames(List.of(names), List.of(), name -> false, List.of());
    }

    /** Options that the page of the format tells, in this order. */
    public static OptionNames documented(OptionDoc... docs) {
        return new OptionNames(List.of(), List.of(docs), name -> false, List.of());
    }

    public OptionNames and(Collection<String> more) {
        List<String> all = new ArrayList<>(names);
        all.addAll(more);
        return new OptionNames(all, docs, passedOn, idle);
    }

    public OptionNames and(String... more) {
        return and(List.of(more));
    }

    /** All of these and all of others, those first. */
    public OptionNames and(OptionNames others) {
        List<String> all = new ArrayList<>(names);
        all.addAll(others.names);
        List<OptionDoc> allDocs = new ArrayList<>(docs);
        allDocs.addAll(others.docs);
        List<String> allIdle = new ArrayList<>(idle);
        allIdle.addAll(others.idle);
        return new OptionNames(all, allDocs, passedOn.or(others.passedOn), allIdle);
    }

    /** With names that Spark takes too, and that change nothing here; a user may have them in a file. */
    public OptionNames withoutEffect(String... more) {
        List<String> all = new ArrayList<>(idle);
        all.addAll(List.of(more));
        return new OptionNames(names, docs, passedOn, all);
    }

    /** All but one. */
    public OptionNames without(String name) {
        List<String> left = new ArrayList<>(names);
        left.removeIf(name::equalsIgnoreCase);
        return new OptionNames(
                left,
                docs.stream().filter(doc -> !doc.name().equalsIgnoreCase(name)).toList(),
                passedOn,
                idle.stream().filter(other -> !other.equalsIgnoreCase(name)).toList());
    }

    /** Names that begin so belong to something else, which gets them. */
    public OptionNames passingOn(String prefix) {
        return new OptionNames(names, docs, name -> name.regionMatches(true, 0, prefix, 0, prefix.length()), idle);
    }

    /** Spark hands options of files to Hadoop, whose names have dots. */
    public OptionNames passingOnDotted() {
        return new OptionNames(names, docs, name -> name.contains("."), idle);
    }

    /** Whether there is an option of a name. */
    public boolean has(String name) {
        return names.contains(name);
    }

    /** The table for the page of the format, in Markdown; names without a row of their own follow it. */
    public String table() {
        StringBuilder table = new StringBuilder("| option | default | meaning |\n| --- | --- | --- |\n");
        TreeSet<String> untold = new TreeSet<>(names);
        for (OptionDoc doc : docs) {
            table.append("| `%s` | %s | %s |\n".formatted(doc.name(), doc.byDefault(), doc.meaning()));
            untold.remove(doc.name());
        }
        untold.removeAll(idle);
        append(table, "Taken as in Spark", untold);
        append(table, "Taken, and without effect", idle);
        return table.toString();
    }

    private static void append(StringBuilder table, String label, Collection<String> names) {
        if (!names.isEmpty()) {
            table.append("\n%s: `%s`.\n".formatted(label, String.join("`, `", names)));
        }
    }

    /** Whether a format takes it, or passes it on. */
    public boolean isKnown(String name) {
        return names.contains(name) || passedOn.test(name);
    }

    /**
     * Refuses names that nobody knows: what a user meant to say with them would not happen.
     *
     * @param where the place of the statement, put in front of the message
     */
    public void requireKnown(Collection<String> given, String where, String owner) {
        for (String name : given) {
            if (!isKnown(name)) {
                throw new PawlException(
                        ErrorCode.OPTION_NAME_UNKNOWN,
                        where + ": " + owner + " has no option " + name + "." + suggestion(name));
            }
        }
    }

    private String suggestion(String name) {
        List<String> lower =
                names.stream().map(known -> known.toLowerCase(Locale.ROOT)).toList();
        List<String> near = Suggestion.nearest(name.toLowerCase(Locale.ROOT), lower);
        return Suggestion.sentence(names.stream()
                .filter(known -> near.contains(known.toLowerCase(Locale.ROOT)))
                .toList());
    }
}
