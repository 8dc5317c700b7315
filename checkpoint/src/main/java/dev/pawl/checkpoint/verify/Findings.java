package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Takes findings, passes each on once, and keeps count. */
final class Findings {
    private static final String FIX_OF_DAMAGE =
            "Restore the file from a backup, or rewind to a batch that can be restored.";

    private final Consumer<Finding> consumer;
    private final Map<Severity, Long> counts = new EnumMap<>(Severity.class);
    private final Set<String> known = new HashSet<>();
    private final Set<String> damagedPaths = new HashSet<>();

    Findings(Consumer<Finding> consumer) {
        this.consumer = consumer;
    }

    void add(FindingCode code, Place place, String problem) {
        add(code, code.severity(), place, problem);
    }

    void add(FindingCode code, Severity severity, Place place, String problem) {
        add(new Finding(code.name(), severity, place, problem, code.fix()));
    }

    /** A file that cannot be read as what it is. */
    void damage(Place place, PawlException problem) {
        damage(Severity.ERROR, place, problem);
    }

    void damage(Severity severity, Place place, PawlException problem) {
        damage(severity, place, problem.code(), problem.what());
    }

    void damage(Severity severity, Place place, ErrorCode code, String problem) {
        damagedPaths.add(place.path());
        // A remedy may send the reader here, where he is already.
        String fix = code.remedy().contains("pawl checkpoint verify") ? FIX_OF_DAMAGE : code.remedy();
        add(new Finding(code.id(), severity, place, problem, fix));
    }

    private void add(Finding finding) {
        if (known.add(finding.code() + " " + finding.place().path())) {
            counts.merge(finding.severity(), 1L, Long::sum);
            consumer.accept(finding);
        }
    }

    boolean isDamaged(String path) {
        return damagedPaths.contains(path);
    }

    long count(Severity severity) {
        return counts.getOrDefault(severity, 0L);
    }
}
