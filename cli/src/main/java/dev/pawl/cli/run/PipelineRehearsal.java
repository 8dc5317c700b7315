package dev.pawl.cli.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Runs small pipelines, so that their classes are met before anybody waits for them. */
public final class PipelineRehearsal {
    /** The first one twice: a restart loads what was remembered. */
    private static final List<String> PIPELINES =
            List.of("rehearsal.sql", "rehearsal.sql", "rehearsal-again.sql", "rehearsal-kafka.sql");

    private PipelineRehearsal() {}

    /**
     * @param samples the directory that has the pipelines
     * @param command runs a command
     */
    public static void play(String samples, Consumer<List<String>> command) throws IOException {
        Path directory = Files.createTempDirectory("pawl-rehearsal");
        try {
            for (String pipeline : PIPELINES) {
                command.accept(List.of("run", samples + "/" + pipeline, "--once", "--set", "dir=" + directory));
            }
            for (String look : List.of("check", "explain")) {
                command.accept(List.of(look, samples + "/rehearsal.sql", "--set", "dir=" + directory));
            }
            // The tour shows these, with the archive of pipelines.
            String checkpoint = directory + "/_checkpoints/windows";
            command.accept(List.of("checkpoint", "batches", checkpoint));
            command.accept(List.of("state", "show", checkpoint, "-o", "json"));
            KafkaClasses.load();
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
