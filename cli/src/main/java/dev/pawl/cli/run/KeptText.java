package dev.pawl.cli.run;

import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.engine.QueryPlan;
import dev.pawl.pipeline.KeepableText;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What the checkpoints of a pipeline's queries keep of its text. */
final class KeptText {
    private final String file;
    private final KeepableText text;
    private final Consumer<String> notes;

    private KeptText(String file, KeepableText text, Consumer<String> notes) {
        this.file = file;
        this.text = text;
        this.notes = notes;
    }

    static KeptText of(PipelineFile.Loaded file, Consumer<String> notes) {
        return new KeptText(file.name(), file.keepable(), notes);
    }

    /** Where relative paths begin. */
    static String directory() {
        return Path.of("").toAbsolutePath().toString();
    }

    QueryPlan in(QueryPlan plan) {
        if (plan.checkpoint().isEmpty() || !isKeepable(plan.name(), text, notes)) {
            return plan;
        }
        return plan.keeping(
                new KeptPipeline(plan.name(), file, directory(), text.text(), text.values(), text.secrets()));
    }

    /** Tells why if it is not. */
    static boolean isKeepable(String query, KeepableText text, Consumer<String> notes) {
        String outcome = ": the checkpoint of " + query + " does not keep its text, so `pawl resume` cannot start it.";
        if (text.text().length() > KeptPipeline.CHARS_MAX) {
            notes.accept("The file is longer than " + KeptPipeline.CHARS_MAX + " characters" + outcome);
            return false;
        }
        if (text.secretLine().isPresent()) {
            notes.accept("The value of a secret option of the file also stands in its line "
                    + text.secretLine().getAsInt() + ", where it cannot be cut out" + outcome);
            return false;
        }
        return true;
    }
}
