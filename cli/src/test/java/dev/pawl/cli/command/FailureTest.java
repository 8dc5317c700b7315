package dev.pawl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void keysInUrlsAreNotTold() {
        PawlException problem = new PawlException(
                ErrorCode.STORAGE_CONNECTOR_MISSING, "Hadoop has no connector for s3a://AKIA:hunter2@bucket/x.");

        assertThat(Failure.of(problem).text(false)).contains("@bucket/x").doesNotContain("hunter2");
        assertThat(Failure.of(problem).text(true)).doesNotContain("hunter2");
    }

    @Test
    void noLibrarysMessageTellsThemBelowAStackTrace() {
        PawlException problem = new PawlException(
                ErrorCode.SINK_FAILED,
                "No.",
                new UnknownHostException("a:hunter2@h/x and b:hun@ter2@h: 12:30 at you@example.com"));

        assertThat(Failure.of(problem).text(true))
                .contains("UnknownHostException: ", "@h/x", "12:30 at you@example.com", "FailureTest.java:")
                .doesNotContain("hunter2", "ter2");
    }
}
