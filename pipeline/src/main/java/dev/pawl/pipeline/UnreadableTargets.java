package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;

/** Streaming tables whose rows others of the file cannot read. Spark's compiler knows nothing of them: it says that they are not there. */
public final class UnreadableTargets {
    private static final String NOT_FOUND = "TABLE_OR_VIEW_NOT_FOUND";

    /** By name, as Spark quotes it. */
    private final Map<String, StreamingTable> targets = new HashMap<>();

    public void add(StreamingTable target) {
        targets.put(quoted(target.name()), target);
    }

    private static String quoted(String name) {
        return "`" + name.replace("`", "``").toLowerCase(Locale.ROOT) + "`";
    }

    /**
     * What to tell in place of Spark's complaint about a statement, where that reads one of these.
     *
     * @param position of the statement
     */
    public Optional<PawlException> refusal(Position position, Exception e) {
        if (!(e instanceof AnalysisException analysis) || !NOT_FOUND.equals(analysis.getCondition())) {
            return Optional.empty();
        }
        String name = String.valueOf(analysis.getMessageParameters().get("relationName"));
        return Optional.ofNullable(targets.get(name.toLowerCase(Locale.ROOT)))
                .map(target -> new PawlException(
                        ErrorCode.PIPELINE_INVALID,
                        SparkErrors.at(position, analysis.line(), analysis.startPosition()) + ": streaming table "
                                + target.name() + " (" + target.format() + ", " + target.position()
                                + ") cannot be read by others of the file. Read where it writes with a view of your own,"
                                + " or read what it reads.",
                        e));
    }
}
