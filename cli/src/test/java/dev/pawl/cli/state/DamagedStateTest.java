package dev.pawl.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.PawlCall;
import dev.pawl.cli.PawlProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is damaged is named, and does not hide the rest. */
final class DamagedStateTest {
    private static final Pattern NEWEST = Pattern.compile("the newest version up to 5 that can be loaded is ([0-9]+)");

    @TempDir
    Path directory;

    private String copy(String fixture) throws IOException {
        Path source = Path.of(StateFixtures.checkpoint(fixture));
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                Files.copy(
                        path,
                        directory.resolve("c").resolve(source.relativize(path).toString()));
            }
        }
        return directory.resolve("c").toString();
    }

    private void flip(String file) throws IOException {
        Path path = directory.resolve("c").resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        bytes[bytes.length / 2] ^= 0x10;
        Files.write(path, bytes);
    }

    @Test
    void aDamagedDeltaIsNamedWithTheNewestVersionThatCanBeLoaded() throws IOException {
        String checkpoint = copy("agg-simple-hdfs");
        flip("state/0/1/5.delta");

        PawlProcess.Result result = PawlCall.run("state", "show", checkpoint, "-o", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .startsWith("pawl: [CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED] File state/0/1/5.delta below "
                        + checkpoint)
                .contains("newest version up to 5 that can be loaded is 4.");
        assertThat(result.lines()).hasSize(5).allMatch(line -> line.endsWith("\"partition_id\":0}"));
        assertThat(PawlCall.run("state", "show", checkpoint, "--version", "4").exitCode())
                .isZero();
    }

    @Test
    void aMissingPartitionIsNotPassedOver() throws IOException {
        String checkpoint = copy("agg-simple-hdfs");
        try (Stream<Path> files = Files.walk(directory.resolve("c/state/0/1"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }

        for (List<String> command : List.of(
                List.of("state", "show", checkpoint, "-o", "json"),
                List.of("state", "show", checkpoint, "--changes", "-o", "json"),
                List.of("state", "show", checkpoint, "--partition", "1", "-o", "json"),
                List.of("state", "diff", checkpoint, "--from", "4", "--to", "5", "-o", "json"),
                List.of("state", "list", checkpoint, "-o", "json"),
                List.of("state", "skew", checkpoint, "-o", "json"))) {
            PawlProcess.Result result = PawlCall.run(command.toArray(new String[0]));
            assertThat(result.exitCode()).as("%s", command).isEqualTo(3);
            assertThat(result.out() + result.err())
                    .as("%s", command)
                    .contains("Directory state/0/1 below " + checkpoint + " does not exist");
        }
        assertThat(PawlCall.run("state", "show", checkpoint, "--partition", "0").exitCode())
                .isZero();
    }

    @Test
    void aMissingDeltaIsNamedWithTheNewestVersionThatCanBeLoaded() throws IOException {
        String checkpoint = copy("agg-simple-hdfs");
        Files.delete(directory.resolve("c/state/0/0/5.delta"));

        PawlProcess.Result result = PawlCall.run("state", "show", checkpoint);

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains("state/0/0/5.delta does not exist", "The newest version up to 5 that can be loaded is 4.");
    }

    @Test
    void aDirectoryInPlaceOfAFileIsDamage() throws IOException {
        String checkpoint = copy("agg-simple-hdfs");
        Path delta = directory.resolve("c/state/0/0/5.delta");
        Files.delete(delta);
        Files.createDirectory(delta);

        PawlProcess.Result rows = PawlCall.run("state", "show", checkpoint);
        PawlProcess.Result changes = PawlCall.run("state", "show", checkpoint, "--changes");

        assertThat(rows.exitCode()).isEqualTo(3);
        assertThat(rows.err()).contains("state/0/0/5.delta");
        assertThat(changes.exitCode()).isEqualTo(3);
        assertThat(changes.err()).contains("state/0/0/5.delta");
    }

    @Test
    void aDamagedTableFileIsNamed() throws IOException {
        String checkpoint = copy("agg-simple-rocksdb-snapshot");
        try (Stream<Path> files = Files.list(directory.resolve("c/state/0/0/SSTs"))) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".sst"))::iterator) {
                flip(directory.resolve("c").relativize(file).toString());
            }
        }

        PawlProcess.Result result = PawlCall.run("state", "show", checkpoint, "-o", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err())
                .contains(
                        "STATE_SST_CORRUPT", "state/0/0/SSTs/", "Without this file, no version up to 5 can be loaded.");
    }

    @Test
    void aTableThatSnapshotsShareKeepsAllOfThemFromBeingLoaded() throws IOException {
        String checkpoint = copy("agg-simple-rocksdb-snapshot");
        List<Path> tables;
        try (Stream<Path> files = Files.list(directory.resolve("c/state/0/0/SSTs"))) {
            tables = files.filter(file -> file.toString().endsWith(".sst")).toList();
        }
        int refusals = 0;
        for (Path table : tables) {
            byte[] bytes = Files.readAllBytes(table);
            Files.write(table, Arrays.copyOf(bytes, bytes.length - 1));
            PawlProcess.Result result = PawlCall.run("state", "show", checkpoint, "--partition", "0");
            if (result.exitCode() != 0) {
                refusals++;
                Matcher newest = NEWEST.matcher(result.err());
                long claimed = newest.find() ? Long.parseLong(newest.group(1)) : 0;
                for (long version = 1; version <= 5; version++) {
                    int exitCode = PawlCall.run(
                                    "state", "show", checkpoint, "--partition", "0", "--version", "" + version)
                            .exitCode();
                    if (version >= claimed) {
                        assertThat(exitCode).as(result.err()).isEqualTo(version == claimed ? 0 : 3);
                    }
                }
            }
            Files.write(table, bytes);
        }
        assertThat(refusals).isPositive();
    }

    @Test
    void filesWithUniqueIdsAreNamedWithTheNewestVersionThatCanBeLoaded() throws IOException {
        String checkpoint = copy("agg-simple-rocksdb-ckptv2");
        flip("state/0/0/5_7af55f2e-068a-439b-9f88-084528ad3fc5.changelog");

        for (List<String> question : List.of(List.of("state", "show"), List.of("state", "show", "--changes"))) {
            List<String> arguments = new ArrayList<>(question);
            arguments.add(checkpoint);
            PawlProcess.Result result = PawlCall.run(arguments.toArray(new String[0]));

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("state/0/0/5_", "newest version up to 5 that can be loaded is 4.");
        }
        assertThat(PawlCall.run("state", "show", checkpoint, "--version", "4").exitCode())
                .isZero();
    }

    @Test
    void aMissingBaseIsToldWithTheNewestVersionThatCanBeLoaded() throws IOException {
        String checkpoint = copy("agg-simple-rocksdb-ckptv2");
        Path state = directory.resolve("c/state/0/0");
        Files.delete(state.resolve("3_24981f3f-02b7-4fe1-a7ca-6f1f9e4c605f.zip"));
        Files.delete(state.resolve("3_24981f3f-02b7-4fe1-a7ca-6f1f9e4c605f.changelog"));

        PawlProcess.Result result = PawlCall.run("state", "show", checkpoint);

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).contains("The newest version up to 5 that can be loaded is 2.");
        assertThat(PawlCall.run("state", "show", checkpoint, "--version", "2").exitCode())
                .isZero();
    }

    @Test
    void aListOfStoresGoesOnAfterADamagedOne() throws IOException {
        String checkpoint = copy("join-left-outer-v2-hdfs");
        flip("state/0/0/left-keyToNumValues/7.delta");

        PawlProcess.Result json = PawlCall.run("state", "list", checkpoint, "-o", "json");
        PawlProcess.Result text = PawlCall.run("state", "list", checkpoint);

        assertThat(json.exitCode()).isEqualTo(3);
        assertThat(json.lines()).hasSize(4);
        assertThat(json.lines().get(0))
                .contains("\"maxVersion\":7", "\"problem\":\"[CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED] ")
                .doesNotContain("\"rows\"");
        assertThat(json.lines().subList(1, 4)).allMatch(line -> line.contains("\"rows\":"));
        assertThat(text.exitCode()).isEqualTo(3);
        assertThat(text.lines()).hasSize(5);
        assertThat(text.err()).startsWith("pawl: [CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED] ");
    }

    @Test
    void skewIsShownForThePartitionsThatCanBeRead() throws IOException {
        String checkpoint = copy("agg-simple-hdfs");
        flip("state/0/0/5.delta");
        flip("state/0/1/5.delta");

        PawlProcess.Result all = PawlCall.run("state", "skew", checkpoint);
        PawlProcess.Result older = PawlCall.run("state", "skew", checkpoint, "--version", "4");

        assertThat(all.exitCode()).isEqualTo(3);
        assertThat(all.err())
                .containsSubsequence(
                        "pawl: [CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED] File state/0/0/5.delta",
                        "pawl: [CHECKPOINT_FILE_CHECKSUM_VERIFICATION_FAILED] File state/0/1/5.delta");
        assertThat(older.exitCode()).isZero();
    }

    @Test
    void withoutACommitThereIsNoStateYet() throws IOException {
        String checkpoint = copy("agg-simple-hdfs");
        try (Stream<Path> commits = Files.list(directory.resolve("c/commits"))) {
            for (Path commit : (Iterable<Path>) commits::iterator) {
                Files.delete(commit);
            }
        }

        PawlProcess.Result show = PawlCall.run("state", "show", checkpoint);
        PawlProcess.Result list = PawlCall.run("state", "list", checkpoint, "-o", "json");
        PawlProcess.Result metadata = PawlCall.run("state", "metadata", checkpoint, "-o", "json");

        assertThat(metadata.out()).contains("\"minBatchId\":-1,\"maxBatchId\":-1");
        assertThat(show.exitCode()).isEqualTo(3);
        assertThat(show.err()).startsWith("pawl: [BATCH_NOT_FOUND] No batch of " + checkpoint + " is committed yet.");
        assertThat(list.exitCode()).isZero();
        assertThat(list.out()).contains("\"maxVersion\":5").doesNotContain("\"rows\"");
    }

    @Test
    void rowsOfOtherBytesThanTheirSchemaSaysAreDamage() throws IOException {
        String checkpoint = copy("agg-simple-hdfs");
        Path schema = directory.resolve("c/state/0/_metadata/schema");
        List<Path> schemas =
                Files.exists(schema) ? List.of(schema) : List.of(directory.resolve("c/state/0/0/_metadata/schema"));
        for (Path file : schemas) {
            String text = Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1);
            String changed = text.replace("\"name\":\"count\",\"type\":\"long\"", "\"name\":\"c\",\"type\":\"string\"");
            assertThat(changed.length()).isEqualTo(text.length() - 2);
            Files.writeString(
                    file,
                    changed.replace(
                            "{\"type\":\"struct\",\"fields\":[{\"name\":\"c\"",
                            "{\"type\":\"struct\",\"fields\":[{  \"name\":\"c\""),
                    java.nio.charset.StandardCharsets.ISO_8859_1);
        }

        PawlProcess.Result result = PawlCall.run("state", "show", checkpoint, "-o", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.err()).startsWith("pawl: [STATE_ROW_CORRUPT] Version 5 in state/0/0 below " + checkpoint);
        assertThat(result.out()).isEmpty();
    }
}
