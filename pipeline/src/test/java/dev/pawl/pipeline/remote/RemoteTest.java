package dev.pawl.pipeline.remote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two processes say to each other, a line each. */
final class RemoteTest {
    @Test
    void aRequestArrivesAsItIsInOneLine() {
        RunRequest request = new RunRequest("a b.sql", "SELECT 'grün'\n-- \"x\"\n;", List.of("q", "r"), true, false);

        assertThat(request.format()).doesNotContain("\n");
        assertThat(RunRequest.parse(request.format())).isEqualTo(request);
    }

    @Test
    void anEventArrivesAsItIsInOneLine() {
        RunEvent event = RunEvent.of(RunEvent.Kind.CONSOLE, "| a\t|\n");

        assertThat(event.format()).startsWith("{\"pawl\":\"CONSOLE\",").doesNotContain("\n");
        assertThat(RunEvent.parse(event.format())).contains(event);
    }

    @Test
    void aFailureKeepsItsCodeAndItsWords() {
        PawlException problem = new PawlException(ErrorCode.ROW_FAILED, "p.sql:1:1: [X] no.");

        assertThat(RunEvent.parse(RunEvent.failed(problem).format())
                        .orElseThrow()
                        .problem())
                .hasMessage(problem.getMessage());
    }

    @Test
    void otherLinesAreNoEvents() {
        for (String line :
                List.of("", "26/11/30 WARN x", "{\"pawl\":", "{\"pawl\":\"MORE\",\"text\":\"\",\"code\":\"\"}")) {
            assertThat(RunEvent.parse(line)).as(line).isEmpty();
        }
    }
}
