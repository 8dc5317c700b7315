package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a record that cannot be taken to its replay, as a user goes. */
final class DeadLetterCommandsTest {
    private static final String PIPELINE = """
            CREATE TEMPORARY VIEW orders (id BIGINT, parts INT) USING json OPTIONS (path '${dir}/in');
            CREATE STREAMING TABLE shares USING delta
            TBLPROPERTIES (path '${dir}/out', badRecords '${dir}/bad', trigger 'available-now')
            AS SELECT id, 100 / parts AS share FROM STREAM orders;
            """;
    private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)");

    @TempDir
    private Path directory;

    private PawlProcess.Result pawl(String... words) {
        return InProcess.run(Stream.of(words)
                .map(word -> word.replace("$", directory.toString()))
                .toArray(String[]::new));
    }

    private PawlProcess.Result withPipeline(String command, String text) throws IOException {
        Path file = Files.writeString(directory.resolve("shares.sql"), text);
        return pawl((command + " " + file + " --set dir=$").split(" ", -1));
    }

    @Test
    void fromABadRecordToItsReplay() throws Exception {
        Files.createDirectories(directory.resolve("in"));
        Files.writeString(directory.resolve("in/a.json"), "{\"id\":1,\"parts\":4}\n{\"id\":2,\"parts\":0}\n");

        assertThat(withPipeline("run", PIPELINE).out()).contains("shares  batch 0  2 rows in, 1 out, 1 bad  ");
        PawlProcess.Result list = pawl("deadletters", "list", "$/bad");
        assertThat(list.lines().get(0))
                .isEqualTo("QUERY   BATCH  TIME                      LETTERS  ERRORS          FILE");
        assertThat(list.lines().get(1))
                .matches("shares      0  \\d{4}-\\S+Z        1  DIVIDE_BY_ZERO  [0-9a-f-]{36}-0\\.json");
        assertThat(pawl("deadletters", "show", "$/bad", "--query", "shares", "--limit", "1", "-o", "csv")
                        .lines()
                        .get(1))
                .startsWith("shares,0,\"file://" + directory + "/in/a.json, line 2\",DIVIDE_BY_ZERO,"
                        + "\"[DIVIDE_BY_ZERO] Division by zero.")
                .endsWith(",\"{\"\"id\"\":2,\"\"parts\"\":0}\"");

        String fixed = PIPELINE.replace("100 / parts", "100 / nullif(parts, 0)");
        PawlProcess.Result replay = withPipeline("deadletters replay", fixed);
        assertThat(replay.out()).as(replay.err()).contains("shares  batch 0  1 rows in, 1 out  ");
        assertThat(withPipeline("deadletters replay", fixed).out()).isEmpty();

        assertThat(withPipeline("deadletters replay", PIPELINE.replace("badRecords '${dir}/bad', ", ""))
                        .err())
                .startsWith("pawl: [ARGUMENT_INVALID] No query of the file has the property badRecords, so there are no"
                        + " dead letters.");
        assertThat(withPipeline(
                                "deadletters replay",
                                PIPELINE
                                        + PIPELINE.replace("orders", "o")
                                                .replace("shares", "more")
                                                .replace("/out", "/more"))
                        .err())
                .startsWith(
                        "pawl: [ARGUMENT_INVALID] Several queries of the file have the property badRecords: give one of"
                                + " them with --query. There are: shares, more.");
        pageNamesWhatIsPrinted("list", "show");
    }

    @Test
    void anEmptyDirectoryHasNone() {
        assertThat(pawl("deadletters", "list", "$/none").err()).isEqualTo("pawl: There are no dead letters.\n");
        assertThat(pawl("deadletters", "show", "$/none").err()).endsWith("pawl: There are no dead letters.\n");
    }

    @Test
    void everyOptionHasItsPlace() {
        ReferencePage page = new ReferencePage("deadletter-commands.md");
        for (String command : page.commands()) {
            Matcher option = OPTION.matcher(
                    InProcess.run(("help " + command).split(" ", -1)).out());
            while (option.find()) {
                assertThat(page.text("") + page.text(command)).as(command).contains("`" + option.group(1));
            }
        }
    }

    private void pageNamesWhatIsPrinted(String... commands) throws Exception {
        ReferencePage page = new ReferencePage("deadletter-commands.md");
        assertThat(page.commands()).containsExactly("deadletters list", "deadletters replay", "deadletters show");
        for (String command : commands) {
            Set<String> fields = new TreeSet<>();
            for (String line :
                    pawl("deadletters", command, "$/bad", "-o", "json").lines()) {
                ObjectNode object = Json.parseObject(line);
                object.fieldNames().forEachRemaining(fields::add);
            }
            assertThat(page.names("deadletters " + command, "field")).isEqualTo(fields);
        }
    }
}
