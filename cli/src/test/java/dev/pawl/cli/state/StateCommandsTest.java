package dev.pawl.cli.state;

import static dev.pawl.cli.state.StateFixtures.checkpoint;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.Fixture;
import dev.pawl.cli.InProcess;
import dev.pawl.cli.PawlCall;
import dev.pawl.cli.PawlProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StateCommandsTest {
    private static final String MAIN = "dev.pawl.cli.Main";

    @TempDir
    Path directory;

    @Test
    void aReaderThatLeavesEarlyEndsTheCommandWithoutAWord() throws IOException {
        Path big = directory.resolve("big");
        BigState.write(big, BigState.Form.SNAPSHOT, 50_000);
        String start = String.join("' '", PawlProcess.java(MAIN).command());
        PawlProcess.Result result = PawlProcess.program(
                        "bash",
                        "-c",
                        "'" + start + "' state show '" + big + "' -o json | head -n 2; echo ${PIPESTATUS[0]}")
                .run();

        assertThat(result.lines()).hasSize(3).last().isEqualTo("0");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void aReaderThatLeavesDoesNotHideDifferences() throws IOException {
        String big = directory.resolve("big").toString();
        BigState.write(Path.of(big), BigState.Form.SNAPSHOT, 10_000);

        for (String format : new String[] {"text", "json", "csv"}) {
            PawlProcess.Result diff =
                    InProcess.runUnread("state", "diff", big, "--from", "0", "--to", "1", "-o", format);
            assertThat(diff.exitCode()).isEqualTo(1);
            assertThat(diff.err()).isEmpty();
        }
    }

    @Test
    void differencesAreInColourOnATerminalOnly() {
        String[] words = {"state", "diff", checkpoint("agg-simple-hdfs"), "--from", "3", "--to", "5"};
        String[] plain = {"--no-color", "state", "diff", checkpoint("agg-simple-hdfs"), "--from", "3", "--to", "5"};

        assertThat(PawlCall.onTerminal(words).out()).contains("\u001b[32madded\u001b[0m");
        assertThat(PawlCall.run(words).out()).doesNotContain("\u001b");
        assertThat(PawlCall.onTerminal(plain).out()).doesNotContain("\u001b");
        assertThat(PawlProcess.java(MAIN, "-Dpawl.terminal=true")
                        .with("NO_COLOR", "1")
                        .run(words)
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void aStoreThatARestartMadeAQueryForgetIsKnownByItsName() throws IOException {
        Path copy = Fixture.copy("tws-none", directory.resolve("restarted"));
        Path schemas = copy.resolve("state/0/_stateSchema/default");
        String first;
        try (Stream<Path> files = Files.list(schemas)) {
            first = files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.startsWith("0_"))
                    .findFirst()
                    .orElseThrow();
        }
        rewrite(schemas.resolve(first), schemas.resolve("3_x"), "hist", "tsih");
        Path metadata = copy.resolve("state/0/_metadata/v2");
        rewrite(metadata.resolve("0"), metadata.resolve("3"), "hist", "tsih");
        rewrite(metadata.resolve("3"), metadata.resolve("3"), first, "3_x");
        String[] words = {"state", "diff", copy.toString(), "--from", "1", "--to", "6", "-o", "csv", "--store"};

        PawlProcess.Result result = PawlCall.run(with(words, "hist"));

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.lines())
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.contains(",hist,") || line.contains("store"));
        assertThat(PawlCall.run(with(words, "tish")).err()).contains("[STATE_QUESTION_UNANSWERABLE]", "tsih");
    }

    private static void rewrite(Path from, Path to, String word, String other) throws IOException {
        String text = Files.readString(from, StandardCharsets.ISO_8859_1);
        Files.writeString(to, text.replace(word, other), StandardCharsets.ISO_8859_1);
    }

    private static String[] with(String[] words, String last) {
        String[] all = Arrays.copyOf(words, words.length + 1);
        all[words.length] = last;
        return all;
    }

    @Test
    void limitsCountRowsOfAllPartitionsThatMatch() {
        String tws = checkpoint("tws-proc");
        int all = PawlCall.run("state", "show", tws, "-o", "json").lines().size();

        for (int limit = 0; limit <= all + 1; limit++) {
            String[] words = {"state", "show", tws, "-o", "json", "--limit", Integer.toString(limit)};
            assertThat(PawlCall.run(words).lines()).hasSize(Math.min(limit, all));
        }
        assertThat(PawlCall.run("state", "show", tws, "-o", "json", "--where", "key.value = 'c'", "--limit", "2")
                        .lines())
                .hasSize(2)
                .allMatch(line -> line.contains("\"key\":{\"value\":\"c\"}"));
    }

    @Test
    void partitionsTogetherAreEverything() {
        String[] words = {"state", "show", checkpoint("agg-simple-rocksdb-changelog"), "-o", "json"};
        String all = PawlCall.run(words).out();
        StringBuilder parts = new StringBuilder();
        for (String partition : new String[] {"0", "1"}) {
            parts.append(PawlCall.run(
                            "state",
                            "show",
                            checkpoint("agg-simple-rocksdb-changelog"),
                            "-o",
                            "json",
                            "--partition",
                            partition)
                    .out());
        }

        assertThat(parts.toString()).isEqualTo(all).isNotEmpty();
    }

    @Test
    void aPartitionWithManyTimesTheRowsOfTheOthersIsSkewed() throws IOException {
        Path skewed = directory.resolve("skewed");
        BigState.writeSkewed(skewed, 100, 1_000, 90);

        assertThat(PawlCall.run("state", "skew", skewed.toString(), "-o", "json")
                        .lines())
                .containsExactly(
                        "{\"operator\":0,\"store\":\"default\",\"partition\":0,\"rows\":100,\"bytes\":5600,"
                                + "\"rowsOverMedian\":1.00,\"skewed\":false}",
                        "{\"operator\":0,\"store\":\"default\",\"partition\":1,\"rows\":1000,\"bytes\":56000,"
                                + "\"rowsOverMedian\":10.00,\"skewed\":true}",
                        "{\"operator\":0,\"store\":\"default\",\"partition\":2,\"rows\":90,\"bytes\":5040,"
                                + "\"rowsOverMedian\":0.90,\"skewed\":false}");
        assertThat(PawlCall.onTerminal("state", "skew", skewed.toString()).out())
                .contains("\u001b[33myes\u001b[0m")
                .endsWith("1 of 3 partitions is skewed\n");
    }
}
