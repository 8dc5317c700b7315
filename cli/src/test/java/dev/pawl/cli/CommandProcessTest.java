package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What only a process of its own can show: exit codes, streams, encodings, readers that go away. */
final class CommandProcessTest {
    private static final String SAMPLE = "dev.pawl.cli.SampleMain";

    @Test
    void theRealCommandSaysItsVersion() {
        PawlProcess.Result result = PawlProcess.java("dev.pawl.cli.Main").run("--version");

        assertThat(result.out()).matches("pawl \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
        assertThat(result.err()).isEmpty();
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void wrongUsageEndsWith2AndSuggestsTheRightWord() {
        PawlProcess.Result result = PawlProcess.java("dev.pawl.cli.Main").run("hlep");

        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("pawl: [COMMAND_UNKNOWN] ").contains("Did you mean `pawl help`?");
    }

    @Test
    void jsonIsAloneOnStandardOutputEvenWhenTheCommandFails() throws Exception {
        PawlProcess.Result result = PawlProcess.java(SAMPLE).run("fail", "damaged", "-o", "json");

        assertThat(result.exitCode()).isEqualTo(3);
        assertThat(result.lines()).containsExactly("{\"row\":1}");
        assertThat(Json.parseObject(result.lines().get(0)).get("row").longValue())
                .isEqualTo(1);
        assertThat(result.err()).startsWith("pawl: [FILE_TOO_LARGE] File `a\\u001B[31mb` is\ntoo large. ");
    }

    @Test
    void aBugEndsWith5AndShowsItsStackTraceOnRequest() {
        PawlProcess.Result plain = PawlProcess.java(SAMPLE).run("fail", "bug");
        PawlProcess.Result debug =
                PawlProcess.java(SAMPLE).with("PAWL_DEBUG", "1").run("fail", "bug");

        assertThat(plain.exitCode()).isEqualTo(5);
        assertThat(plain.err()).contains("expected 1, found 2", "bug in Pawl").doesNotContain("\tat ");
        assertThat(debug.err()).contains("\tat dev.pawl.cli.SampleMain$FailCommand.run");
    }

    @Test
    void colourIsForTerminalsWithoutNoColor() {
        String onTerminal = "-Dpawl.terminal=true";
        String[] command = {"sample", "table", "x"};

        assertThat(PawlProcess.java(SAMPLE, onTerminal).run(command).out()).contains("\u001b[32mwell\u001b[0m");
        assertThat(PawlProcess.java(SAMPLE).run(command).out()).doesNotContain("\u001b");
        assertThat(PawlProcess.java(SAMPLE, onTerminal)
                        .with("NO_COLOR", "1")
                        .run(command)
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void aReaderThatLeavesEarlyEndsTheCommandWithoutAWord() {
        List<String> start = PawlProcess.java(SAMPLE).command();
        String line = "'" + String.join("' '", start)
                + "' sample table x 100000000 -o json | head -n 2; echo ${PIPESTATUS[0]}";
        PawlProcess.Result result = PawlProcess.program("bash", "-c", line).run();

        assertThat(result.lines()).hasSize(3).last().isEqualTo("0");
        assertThat(result.err()).isEmpty();
    }

    @Test
    void outputIsUtf8WhateverTheLocale() {
        PawlProcess.Result result = PawlProcess.java(SAMPLE).with("LC_ALL", "C").run("help", "sample", "table");

        assertThat(result.out()).startsWith("Usage: pawl sample table [OPTION…] THING [ROWS]\n");
    }

    @Test
    void aFullDiskIsReported() {
        List<String> start = PawlProcess.java(SAMPLE).command();
        String line = "'" + String.join("' '", start) + "' sample sheet > /dev/full";
        PawlProcess.Result result = PawlProcess.program("bash", "-c", line).run();

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err()).startsWith("pawl: [OUTPUT_FAILED] ").contains("No space left on device");
    }
}
