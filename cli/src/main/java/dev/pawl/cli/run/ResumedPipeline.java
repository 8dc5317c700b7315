package dev.pawl.cli.run;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.command.Invocation;
import dev.pawl.engine.QueryPlan;
import dev.pawl.pipeline.KeepableText;
import dev.pawl.pipeline.Location;
import dev.pawl.pipeline.Pipeline;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The query of a checkpoint, as the checkpoint keeps it.
 *
 * @param location of the checkpoint
 * @param kept what its checkpoint keeps
 * @param next what it is to keep from now on; empty if that is nothing
 * @param pipeline the statements that the query needs
 */
record ResumedPipeline(String location, KeptPipeline kept, Optional<KeptPipeline> next, Pipeline pipeline) {
    /**
     * Reads what a checkpoint keeps.
     *
     * @throws PawlException if the text that was given means something else, or something is missing
     */
    static ResumedPipeline of(Invocation invocation, Consumer<String> notes) {
        String location = invocation.arguments().value(ResumeCommand.CHECKPOINT);
        KeptPipeline kept = kept(location);
        Optional<String> file = invocation.arguments().find(ResumeCommand.FILE);
        String text = file.map(PipelineFile::text).orElse(kept.text());
        Map<String, String> values = new HashMap<>(kept.values());
        values.putAll(PipelineFile.given(invocation));
        Map<String, String> others = new HashMap<>(invocation.variables());
        // Secrets of other queries of the file are not needed.
        kept.secrets().forEach(name -> others.putIfAbsent(name, unknown(name)));
        Pipeline all = Pipeline.parse(file.orElse(kept.file()), text, values, others);
        Pipeline needed = all.neededBy(kept.query());
        requireSecrets(location, kept.secrets(), needed);
        KeepableText keepable = KeepableText.of(text, values, all);
        requireSame(location, kept, all.file(), keepable, invocation);
        requireSameDirectory(kept, needed);
        if (file.isEmpty()) {
            return new ResumedPipeline(location, kept, Optional.of(kept), needed);
        }
        Optional<KeptPipeline> next = KeptText.isKeepable(kept.query(), keepable, notes)
                ? Optional.of(new KeptPipeline(
                        kept.query(),
                        all.file(),
                        kept.directory(),
                        keepable.text(),
                        keepable.values(),
                        keepable.secrets()))
                : Optional.empty();
        return new ResumedPipeline(location, kept, next, needed);
    }

    /** What a checkpoint keeps of its pipeline. */
    private static KeptPipeline kept(String location) {
        try (Checkpoint checkpoint = Checkpoint.open(Storages.open(location))) {
            return KeptPipeline.read(checkpoint.storage())
                    .orElseThrow(() -> new PawlException(
                            ErrorCode.PIPELINE_TEXT_MISSING,
                            "Checkpoint " + location + " keeps no text of its pipeline: nothing started it with"
                                    + " `pawl run` yet, or it was last started by a program or on Spark."));
        }
    }

    private static String unknown(String secret) {
        return Secrets.HIDDEN + " " + secret;
    }

    private static void requireSecrets(String location, Set<String> secrets, Pipeline needed) {
        List<String> missing =
                secrets.stream().filter(name -> needed.mentions(unknown(name))).toList();
        if (!missing.isEmpty()) {
            throw new PawlException(
                    ErrorCode.VARIABLE_UNSET,
                    "Secrets are not kept in checkpoint " + location + ": the query needs ${"
                            + String.join("}, ${", missing) + "}.");
        }
    }

    private static void requireSame(
            String location, KeptPipeline kept, String file, KeepableText text, Invocation invocation) {
        List<String> difference = difference(kept, kept.query(), file, text, invocation);
        if (!difference.isEmpty()) {
            throw new PawlException(
                    ErrorCode.PIPELINE_CHANGED,
                    "The query " + kept.query() + " is not what checkpoint " + location + " keeps (-), but (+):\n  "
                            + String.join("\n  ", difference) + "\n");
        }
    }

    /** What a file means otherwise than what a checkpoint keeps. */
    static List<String> difference(KeptPipeline kept, String query, PipelineFile.Loaded file, Invocation invocation) {
        return difference(kept, query, file.name(), file.keepable(), invocation);
    }

    private static List<String> difference(
            KeptPipeline kept, String query, String file, KeepableText text, Invocation invocation) {
        Map<String, String> others = PipelineFile.given(invocation);
        others.putAll(invocation.variables());
        Pipeline before = withoutSecrets(kept.file(), kept.text(), kept.values(), kept.secrets(), others);
        Pipeline after = withoutSecrets(file, text.text(), text.values(), text.secrets(), others);
        return before.neededBy(kept.query()).differenceTo(after.neededBy(query));
    }

    private static Pipeline withoutSecrets(
            String file, String text, Map<String, String> values, Set<String> secrets, Map<String, String> others) {
        Map<String, String> known = new HashMap<>(values);
        secrets.forEach(name -> known.put(name, Secrets.HIDDEN));
        return Pipeline.parse(file, text, known, others);
    }

    /** In another directory relative paths are other places: the query would write somewhere else, and miss what it wrote. */
    private static void requireSameDirectory(KeptPipeline kept, Pipeline needed) {
        if (!kept.directory().equals(KeptText.directory())) {
            needed.relativePaths().stream().findFirst().ifPresent(path -> {
                throw new PawlException(
                        ErrorCode.PIPELINE_ELSEWHERE,
                        "The query was started in directory " + kept.directory() + ", where its path " + path
                                + " begins, and this is " + KeptText.directory() + ".");
            });
        }
    }

    /** The query itself, ready to be started. */
    QueryPlan plan(List<QueryPlan> plans) {
        QueryPlan plan = plans.stream()
                .filter(each -> each.name().equalsIgnoreCase(kept.query()))
                .findFirst()
                .orElseThrow();
        String own = plan.checkpoint().orElse("");
        if (!Location.isSame(own, location)) {
            throw new PawlException(
                    ErrorCode.PIPELINE_ELSEWHERE,
                    "The text that is kept in checkpoint " + location + " has its checkpoint at " + own
                            + ": this one was copied or moved.");
        }
        return next.map(plan::keeping).orElse(plan);
    }
}
