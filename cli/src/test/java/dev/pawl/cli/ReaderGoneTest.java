package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that leaves does not hide what was found: {@code pawl checkpoint verify … | head} is no way to pass a check. */
final class ReaderGoneTest {
    /** So many that their findings fill every buffer on the way long before the end. */
    private static final int DAMAGED_ENTRIES = 1_000;

    @TempDir
    private Path directory;

    private String damaged() throws IOException {
        Path copy = Fixture.copy("agg-simple-hdfs", directory.resolve("damaged"));
        Files.delete(copy.resolve("state/0/0/5.delta"));
        Files.writeString(copy.resolve("commits/4"), "x");
        return copy.toString();
    }

    private String badlyDamaged() throws IOException {
        Path copy = Fixture.copy("agg-simple-hdfs", directory.resolve("badly-damaged"));
        for (int i = 0; i < DAMAGED_ENTRIES; i++) {
            Files.writeString(copy.resolve("offsets").resolve(Integer.toString(100 + i)), "x");
        }
        return copy.toString();
    }

    private static void assertEndsWith(int exitCode, String... words) {
        for (String format : List.of("text", "json", "csv")) {
            List<String> all = new ArrayList<>(List.of(words));
            all.addAll(List.of("-o", format));
            String[] line = all.toArray(new String[0]);
            assertThat(InProcess.run(line).exitCode()).as("%s, read", all).isEqualTo(exitCode);
            assertThat(InProcess.runUnread(line).exitCode())
                    .as("%s, unread", all)
                    .isEqualTo(exitCode);
        }
    }

    @Test
    void theExitCodeIsWhatItWouldHaveBeen() throws IOException {
        String sound = Fixture.path("agg-simple-hdfs");
        String damaged = damaged();

        assertEndsWith(0, "checkpoint", "verify", sound);
        assertEndsWith(1, "checkpoint", "verify", damaged);
        assertEndsWith(0, "checkpoint", "show", sound);
        assertEndsWith(3, "checkpoint", "show", damaged);
        assertEndsWith(0, "checkpoint", "batches", sound);
        assertEndsWith(3, "checkpoint", "batches", damaged);
        assertEndsWith(0, "checkpoint", "list", sound);
        assertEndsWith(3, "state", "list", damaged);
        assertEndsWith(3, "state", "skew", damaged);
        assertEndsWith(0, "state", "diff", sound, "--from", "5", "--to", "5");
        assertEndsWith(1, "state", "diff", sound, "--from", "3", "--to", "5");
        assertThat(InProcess.runUnread("--help").exitCode()).isZero();
        assertThat(InProcess.runUnread("checkpoint", "shw").exitCode()).isEqualTo(2);
    }

    @Test
    void whatWasFoundBeforeTheReaderLeftCounts() throws IOException {
        String damaged = badlyDamaged();

        assertEndsWith(1, "checkpoint", "verify", damaged);
        assertEndsWith(3, "checkpoint", "batches", damaged);
    }

    @Test
    void aRealPipeSaysTheSameWithoutAWord() throws IOException {
        String start = String.join("' '", PawlProcess.java("dev.pawl.cli.Main").command());
        PawlProcess.Result result = PawlProcess.program(
                        "bash",
                        "-c",
                        "'" + start + "' checkpoint verify '" + badlyDamaged()
                                + "' -o json | head -n 1; echo ${PIPESTATUS[0]}")
                .run();

        assertThat(result.lines()).hasSize(2).last().isEqualTo("1");
        assertThat(result.err()).isEmpty();
    }
}
