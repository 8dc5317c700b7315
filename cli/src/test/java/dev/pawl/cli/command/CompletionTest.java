package dev.pawl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.cli.PawlProcess;
import dev.pawl.cli.SampleMain;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The script is run by bash itself. */
final class CompletionTest {
    @Test
    void everyPlaceHasItsWords() {
        List<String> found = complete(
                "pawl ''",
                "pawl sa",
                "pawl sample ''",
                "pawl sample table --o",
                "pawl sample table x -o ''",
                "pawl completion z");

        assertThat(found)
                .containsExactly(
                        "sample fail completion help --no-color --debug --version --help",
                        "sample",
                        "table sheet --no-color --debug --help",
                        "--output",
                        "text json csv",
                        "zsh");
    }

    private static List<String> complete(String... lines) {
        StringBuilder script = new StringBuilder(new CompletionScript(SampleMain.root()).text());
        for (String line : lines) {
            script.append("COMP_WORDS=(").append(line).append(")\n");
            script.append("COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _pawl; echo \"${COMPREPLY[*]}\"\n");
        }
        PawlProcess.Result result =
                PawlProcess.program("bash", "-c", script.toString()).run();
        assertThat(result.err()).isEmpty();
        return result.lines();
    }
}
