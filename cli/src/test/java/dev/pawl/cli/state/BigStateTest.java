package dev.pawl.cli.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.PawlProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Memory does not grow with the state. */
final class BigStateTest {
    private static final int ROWS = 1_000_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void aMillionRowsAreShownWithAHeapOf64Megabytes(BigState.Form form) throws IOException {
        Path checkpoint = directory.resolve("checkpoint");
        BigState.write(checkpoint, form, ROWS);
        List<String> start = PawlProcess.java("dev.pawl.cli.Main", "-Xmx64m").command();
        String pawl = "'" + String.join("' '", start) + "' state show '" + checkpoint + "' -o json";

        PawlProcess.Result result = PawlProcess.program(
                        "bash",
                        "-c",
                        "set -o pipefail; " + pawl
                                + " | awk -F '\"' '{ sum += substr($6, 2) } END { printf \"%d %.0f\", NR, sum }'")
                .run();

        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
        assertThat(result.lines()).containsExactly(ROWS + " " + (ROWS - 1L) * ROWS / 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"SNAPSHOT", "ZIP"})
    void versionsOf100ThousandRowsAreComparedWithAHeapOf64Megabytes(BigState.Form form) throws IOException {
        Path checkpoint = directory.resolve("checkpoint");
        int oneIn = 2;
        BigState.writeTwo(checkpoint, form, 100_000, oneIn);
        List<String> start = PawlProcess.java("dev.pawl.cli.Main", "-Xmx64m").command();
        String pawl = "'" + String.join("' '", start) + "' state diff '" + checkpoint + "' --from 1 --to 2 -o json";

        PawlProcess.Result result = PawlProcess.program(
                        "bash", "-c", pawl + " | grep -c '\"change\":\"changed\"'; echo ${PIPESTATUS[0]}")
                .run();

        assertThat(result.err()).isEmpty();
        assertThat(result.lines()).containsExactly(Integer.toString(100_000 / oneIn), "1");
    }
}
