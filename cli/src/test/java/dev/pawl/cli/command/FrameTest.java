package dev.pawl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.Golden;
import dev.pawl.cli.SampleMain;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Help, errors and answers of the sample commands, word for word. */
final class FrameTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int run(String... words) {
        Environment environment = new Environment(Map.of(), out, err, false, () -> Instant.EPOCH);
        return SampleMain.commandLine(environment).run(List.of(words));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** Runs command lines one after another and writes down everything they say. */
    private String transcript(String... lines) {
        StringBuilder transcript = new StringBuilder();
        for (String line : lines) {
            out.reset();
            err.reset();
            int exitCode = line.isEmpty() ? run() : run(line.split(" ", -1));
            transcript.append("$ pawl ").append(line).append('\n').append(out()).append(err());
            transcript.append("=> ").append(exitCode).append("\n\n");
        }
        return transcript.toString();
    }

    @Test
    void helpIsMadeFromWhatCommandsDeclare() {
        Golden.verify(
                "frame-help.txt",
                transcript(
                        "", "--help", "sample", "sample -h", "sample table --help", "help sample table", "help", "-V"));
    }

    @Test
    void wrongUsageIsExplained() {
        Golden.verify(
                "frame-errors.txt",
                transcript(
                        "smaple",
                        "table",
                        "zzz",
                        "help smaple",
                        "sample tabel",
                        "sample table",
                        "sample table x 3 4",
                        "sample table x many",
                        "sample table x --tga a",
                        "sample table x --out json",
                        "sample table x --tag",
                        "sample table x --tag --no-color",
                        "sample table x -o josn",
                        "sample table x -o json -o json",
                        "sample table x --no-color=yes",
                        "sample table x --time-zone Mars/Base",
                        "--output json sample table x",
                        "fail damaged",
                        "fail refused",
                        "fail bug",
                        "fail out-of-memory"));
    }

    @Test
    void answersComeInEveryForm() {
        Golden.verify(
                "frame-answers.txt",
                transcript(
                        "sample table x 3",
                        "sample table x 3 -o json",
                        "sample table x 3 --output=csv --tag a --tag=b",
                        "sample table --time-zone Asia/Kolkata x 1",
                        "sample table x 0 -o csv",
                        "sample table -- --tag 1 -o",
                        "sample sheet",
                        "sample sheet -o json",
                        "sample sheet -o csv"));
    }

    @Test
    void stackTracesAreForDebugging() {
        assertThat(run("fail", "refused", "--debug")).isEqualTo(4);
        assertThat(err()).contains("\tat dev.pawl.cli.SampleMain", "Caused by: java.lang.RuntimeException: cause");
    }

    @Test
    void colourNeedsATerminalAndNobodyAgainstIt() {
        assertThat(wantsColor(true, Map.of())).isTrue();
        assertThat(wantsColor(true, Map.of("NO_COLOR", ""))).isTrue();
        assertThat(wantsColor(false, Map.of())).isFalse();
        assertThat(wantsColor(true, Map.of("NO_COLOR", "1"))).isFalse();
        assertThat(wantsColor(true, Map.of("TERM", "dumb"))).isFalse();
    }

    private boolean wantsColor(boolean isTerminal, Map<String, String> variables) {
        return new Environment(variables, out, err, isTerminal, () -> Instant.EPOCH).wantsColor();
    }

    @Test
    void theOptionAgainstColourWorks() {
        Environment environment = new Environment(Map.of(), out, err, true, () -> Instant.EPOCH);
        SampleMain.commandLine(environment).run(List.of("--no-color", "sample", "table", "x"));

        assertThat(out()).contains("well").doesNotContain("\u001b");
    }
}
