package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands as users start them: a process of its own for each call, and therefore few calls. */
final class RealCommandTest {
    private static final String MAIN = "dev.pawl.cli.Main";
    private static final String SOUND = Fixture.path("agg-simple-hdfs");

    @TempDir
    private Path directory;

    /** In order: exit code, words; {@code @} stands for a checkpoint. The calls whose answer does not depend on the time. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | help checkpoint show",
                "0 | state diff --help",
                "0 | checkpoint show @ -o csv",
                "0 | checkpoint batches @ -o json",
                "0 | checkpoint offsets @ 3",
                "0 | checkpoint verify @",
                "0 | state list @",
                "0 | state show @ -o csv",
                "0 | state metadata @ -o json",
                "0 | state skew @",
                "1 | state diff @ --from 3 --to 5 -o json",
                "2 | checkpoint shw @",
                "2 | checkpoint",
                "3 | state show no/such/directory -o json",
            })
    void answersLikeACallInThisProcess(int exitCode, String words) {
        String[] line = words.replace("@", SOUND).split(" ", -1);

        PawlProcess.Result result = PawlProcess.java(MAIN).run(line);

        assertThat(result).isEqualTo(InProcess.run(line));
        assertThat(result.exitCode()).isEqualTo(exitCode);
        assertThat(result.out().isEmpty()).isEqualTo(exitCode > 1);
        assertThat(result.err().isEmpty()).isEqualTo(exitCode <= 1);
    }

    @Test
    void listAnswersInCsv() {
        PawlProcess.Result result =
                PawlProcess.java(MAIN).run("checkpoint", "list", Fixture.root() + "/other-versions/", "-o", "csv");

        assertThat(result.exitCode()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.lines())
                .hasSizeGreaterThan(2)
                .first()
                .isEqualTo("path,queryId,lastCommittedBatch,lastCommitMs,ageMs,health,bytes,files,lease");
        assertThat(result.lines().get(1))
                .matches(
                        "agg-simple-rocksdb-changelog-spark-3\\.5\\.7/checkpoint,[0-9a-f-]{36},4,\\d+,\\d+,ok,\\d+,\\d+,none");
    }

    @Test
    void unknownNamesAreGuessed() {
        assertThat(PawlProcess.java(MAIN).run("checkpoint", "verfy", SOUND).err())
                .isEqualTo("pawl: [COMMAND_UNKNOWN] `pawl checkpoint verfy` is not a command."
                        + " Did you mean `pawl checkpoint verify`? Run `pawl help` to see the commands.\n");
        assertThat(PawlProcess.java(MAIN)
                        .run("state", "show", SOUND, "--stroe", "x")
                        .err())
                .startsWith("pawl: [OPTION_UNKNOWN] `--stroe` is not an option of `pawl state show`."
                        + " Did you mean `--store`?");
    }

    @Test
    void whatIsDamagedIsShownAsFarAsItCanBeInJsonAlone() throws Exception {
        Path damaged = Fixture.copy("agg-simple-hdfs", directory.resolve("damaged"));
        Files.delete(damaged.resolve("state/0/0/5.delta"));

        PawlProcess.Result show = PawlProcess.java(MAIN).run("checkpoint", "show", damaged.toString(), "-o", "json");
        PawlProcess.Result verify =
                PawlProcess.java(MAIN).run("checkpoint", "verify", damaged.toString(), "-o", "json");

        assertThat(show.exitCode()).isEqualTo(3);
        assertThat(show.lines()).hasSize(1);
        assertThat(Json.parseObject(show.lines().get(0)).get("health").asText()).isEqualTo("damaged");
        assertThat(show.err()).startsWith("pawl: [CHECKPOINT_DAMAGED] ");
        assertThat(verify.exitCode()).isEqualTo(1);
        assertThat(verify.lines()).hasSize(1);
        assertThat(Json.parseObject(verify.lines().get(0)).get("severity").asText())
                .isEqualTo("error");
        assertThat(verify.err()).isEmpty();
    }

    @Test
    void colourIsForTerminalsWithoutNoColor() {
        PawlProcess onTerminal = PawlProcess.java(MAIN, "-Dpawl.terminal=true");

        assertThat(onTerminal.run("checkpoint", "show", SOUND).out()).contains("\u001b[32mok\u001b[0m");
        assertThat(onTerminal
                        .with("NO_COLOR", "1")
                        .run("checkpoint", "show", SOUND)
                        .out())
                .doesNotContain("\u001b");
    }

    @Test
    void whatCannotBeWrittenEndsWith5() {
        String start = String.join("' '", PawlProcess.java(MAIN).command());
        PawlProcess.Result result = PawlProcess.program(
                        "bash", "-c", "'" + start + "' state list '" + SOUND + "' > /dev/full")
                .run();

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.err()).startsWith("pawl: [OUTPUT_FAILED] ");
    }
}
