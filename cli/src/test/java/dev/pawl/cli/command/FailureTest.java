package dev.pawl.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import org.junit.jupiter.api.Test;

class FailureTest {
    @Test
    void keysInUrlsAreNotTold() {
        PawlException problem = new PawlException(
                ErrorCode.STORAGE_CONNECTOR_MISSING, "Hadoop has no connector for s3a://AKIA:hunter2@bucket/x.");

        assertThat(Failure.of(problem).text(false)).contains("@bucket/x").doesNotContain("hunter2");
        assertThat(Failure.of(problem).text(true)).doesNotContain("hunter2");
    }
}
