package dev.pawl.cli;

import dev.pawl.cli.run.PipelineRehearsal;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * Goes through typical commands without showing them; the launcher archives the classes that this loads. Takes the directory of
 * the sample checkpoints.
 */
final class Rehearsal {
    /** Stands in front of the name of a sample, and alone for the directory of all. */
    private static final String SAMPLE = "@";

    private static final List<List<String>> SCENES = List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("completion", "bash"),
            List.of("help", "completion"),
            List.of("no-such-command"),
            List.of("checkpoint", "list", "@"),
            List.of("checkpoint", "list", "@agg-simple-hdfs", "-o", "json"),
            List.of("checkpoint", "show", "@agg-simple-hdfs"),
            List.of("checkpoint", "show", "@tws-proc", "-o", "json"),
            List.of("checkpoint", "batches", "@agg-simple-hdfs"),
            List.of("checkpoint", "batches", "@agg-simple-hdfs", "-o", "json"),
            List.of("checkpoint", "offsets", "@agg-simple-hdfs", "-o", "csv"),
            List.of("checkpoint", "offsets", "@agg-simple-hdfs", "99"),
            List.of("checkpoint", "verify", "@agg-simple-rocksdb-changelog"),
            List.of("checkpoint", "verify", "@tws-proc", "-o", "json"),
            List.of("state", "list", "@tws-proc"),
            List.of("state", "show", "@agg-simple-hdfs", "-o", "json", "--where", "key.k = 'a' AND value.count > 1"),
            List.of("state", "show", "@agg-simple-rocksdb-changelog", "-o", "csv"),
            List.of("state", "show", "@tws-proc"),
            List.of("state", "metadata", "@tws-proc"),
            List.of("state", "skew", "@agg-simple-hdfs"),
            List.of("state", "diff", "@agg-simple-hdfs", "--from", "4", "--to", "5"),
            List.of("state", "show", "@agg-simple-hdfs", "--version", "77"));

    private Rehearsal() {}

    /** @param args {@code tools} or {@code engine}, then the directory of the samples */
    public static void main(String[] args) throws IOException {
        if (args[0].equals("engine")) {
            PipelineRehearsal.play(args[1], Rehearsal::play);
        } else {
            SCENES.forEach(scene ->
                    play(scene.stream().map(word -> onStage(word, args[1])).toList()));
        }
    }

    private static void play(List<String> words) {
        Main.run(words, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
    }

    private static String onStage(String word, String samples) {
        if (word.equals(SAMPLE)) {
            return samples;
        }
        return word.startsWith(SAMPLE) ? samples + "/" + word.substring(SAMPLE.length()) + "/checkpoint" : word;
    }
}
