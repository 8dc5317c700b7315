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
        if (plan.checkpoint().isEmpty()) {
            return plan;
        }
        if (text.text().length() > KeptPipeline.CHARS_MAX) {
            notes.accept("The file is longer than " + KeptPipeline.CHARS_MAX + " characters: the checkpoint of "
                    + plan.name() + " does not keep its text, so `pawl resume` cannot start it.");
            return plan;
        }
        return plan.keeping(
                new KeptPipeline(plan.name(), file, directory(), text.text(), text.values(), text.secrets()));
    }
}
