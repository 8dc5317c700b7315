package dev.pawl.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.PawlCall;
import dev.pawl.cli.PawlProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The checkpoints of Spark with the state rows that Spark itself reads from them. */
final class StateFixtures {
    private static final Path ROOT = Path.of("../checkpoint/src/test/resources/fixtures");
    private static final Pattern FILE = Pattern.compile("state-op(\\d+)-(?:(joinSide|var)-)?(.+)\\.jsonl");
    private static final Pattern LINE = Pattern.compile("\\{\"batchId\":(\\d+),\"stateVersion\":(\\d+),\"row\":(.*)}");

    private StateFixtures() {}

    /** One file with expected rows, and the options that ask for the same. */
    record Case(String fixture, String file, List<String> options) {
        boolean isStore() {
            return options.contains("--store");
        }

        /** The expected rows by version, for every version that can be loaded. */
        NavigableMap<Long, List<String>> rows() {
            NavigableMap<Long, List<String>> rows = new TreeMap<>();
            try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint(fixture)))) {
                for (long batchId : opened.restorableBatches()) {
                    rows.put(batchId + 1, new ArrayList<>());
                }
            }
            for (String line : lines(ROOT.resolve(fixture).resolve("expected").resolve(file))) {
                Matcher row = LINE.matcher(line);
                assertThat(row.matches()).as(line).isTrue();
                rows.computeIfAbsent(Long.valueOf(row.group(2)), version -> new ArrayList<>())
                        .add(row.group(3));
            }
            return rows;
        }

        @Override
        public String toString() {
            return fixture + "/" + file;
        }

        List<String> show(String... more) {
            PawlProcess.Result result = PawlCall.run(words("show", more));
            assertThat(result.err()).isEmpty();
            assertThat(result.exitCode()).isZero();
            return result.lines();
        }

        String[] words(String command, String... more) {
            List<String> words = new ArrayList<>(List.of("state", command, checkpoint(fixture), "-o", "json"));
            words.addAll(options);
            words.addAll(List.of(more));
            return words.toArray(new String[0]);
        }
    }

    static String checkpoint(String fixture) {
        return ROOT.resolve(fixture).resolve("checkpoint").toString();
    }

    static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Path file : expectedFiles()) {
            Matcher name = FILE.matcher(file.getFileName().toString());
            if (name.matches()) {
                List<String> options = new ArrayList<>(List.of("--operator", name.group(1)));
                if ("joinSide".equals(name.group(2))) {
                    options.addAll(List.of("--join-side", name.group(3)));
                } else if ("var".equals(name.group(2))) {
                    options.addAll(List.of("--var", name.group(3)));
                } else if (name.group(3).equals("timers")) {
                    options.add("--timers");
                } else {
                    options.addAll(List.of("--store", name.group(3)));
                }
                cases.add(new Case(fixture(file), file.getFileName().toString(), options));
            }
        }
        return cases;
    }

    /** Fixtures with what Spark's state-metadata source says about them. */
    static Map<String, List<String>> metadata() {
        Map<String, List<String>> metadata = new TreeMap<>();
        for (Path file : expectedFiles()) {
            if (file.endsWith("state-metadata.jsonl")) {
                metadata.put(fixture(file), lines(file));
            }
        }
        return metadata;
    }

    private static String fixture(Path expectedFile) {
        Path path = ROOT.relativize(expectedFile);
        return path.subpath(0, path.getNameCount() - 2).toString();
    }

    private static List<Path> expectedFiles() {
        try (Stream<Path> files = Files.walk(ROOT, 4)) {
            // Of other versions of Spark only the logs were transcribed.
            return files.filter(file -> !file.startsWith(ROOT.resolve("other-versions")))
                    .filter(file -> file.getName(file.getNameCount() - 2).endsWith("expected"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
