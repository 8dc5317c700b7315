package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.verify.FindingCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The reference names exactly the fields that commands print about checkpoints of every kind, and every option. */
final class ReferencePageTest {
    private static final Pattern OPTION = Pattern.compile("(?m)^ +(?:-\\w, )?(--[a-z-]+)");

    /** Lists of Pawl's own objects; what is in other fields is the source's or the query's. */
    private static final Set<String> LISTS = Set.of("sources", "operators", "gaps", "parts");

    /** Unlike Pawl's own reader it takes rows with two columns of the same name, which Spark's aggregations have. */
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path directory;

    private final Map<String, Set<String>> printed = new TreeMap<>();

    private void collect(String command, String... arguments) throws Exception {
        List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
        words.addAll(List.of(arguments));
        words.addAll(List.of("-o", "json"));
        Set<String> fields = printed.computeIfAbsent(command, any -> new TreeSet<>());
        for (String line : InProcess.run(words.toArray(new String[0])).lines()) {
            JsonNode object = MAPPER.readTree(line);
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                fields.add(field.getKey());
                if (LISTS.contains(field.getKey())) {
                    field.getValue().forEach(element -> element.fieldNames()
                            .forEachRemaining(name -> fields.add(field.getKey() + "[]." + name)));
                }
            }
        }
    }

    /** Every fixture, and one with an unreadable batch, a missing state file, and rows that were declared lost. */
    private List<String> checkpoints() throws IOException {
        Path damaged = Fixture.copy("agg-simple-hdfs", directory.resolve("damaged"));
        Files.writeString(damaged.resolve("offsets/2"), "x");
        Files.delete(damaged.resolve("state/0/0/5.delta"));
        Fixture.loseRows(damaged);
        List<String> checkpoints = new ArrayList<>();
        Fixture.names().forEach(name -> checkpoints.add(Fixture.path(name)));
        checkpoints.add(damaged.toString());
        return checkpoints;
    }

    private void assertPageNamesWhatIsPrinted(ReferencePage page) {
        assertThat(page.commands()).isEqualTo(printed.keySet());
        printed.forEach((command, fields) ->
                assertThat(page.names(command, "field")).as(command).isEqualTo(fields));
    }

    @Test
    void fieldsOfTheCommandsOnCheckpoints() throws Exception {
        for (String checkpoint : checkpoints()) {
            for (String command : List.of("list", "show", "batches", "offsets", "verify")) {
                collect("checkpoint " + command, checkpoint);
            }
            collect("checkpoint offsets", checkpoint, "0");
        }
        assertPageNamesWhatIsPrinted(new ReferencePage("checkpoint-commands.md"));
    }

    @Test
    void fieldsOfTheCommandsOnState() throws Exception {
        for (String checkpoint : checkpoints()) {
            for (String command : List.of("list", "show", "metadata", "skew")) {
                collect("state " + command, checkpoint);
            }
            collect("state show", checkpoint, "--changes");
            String newest = Long.toString(newestVersion(checkpoint));
            collect("state diff", checkpoint, "--from", "0", "--to", newest);
            collect("state diff", checkpoint, "--from", newest, "--to", "0");
        }
        assertPageNamesWhatIsPrinted(new ReferencePage("state-commands.md"));
    }

    private static long newestVersion(String checkpoint) throws Exception {
        return Json.parseObject(InProcess.run("checkpoint", "show", checkpoint, "-o", "json")
                                .lines()
                                .get(0))
                        .get("lastCommittedBatch")
                        .longValue()
                + 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"checkpoint", "state"})
    void everyOptionHasItsPlace(String group) {
        ReferencePage page = new ReferencePage(group + "-commands.md");
        assertThat(page.commands()).hasSize(5);
        for (String command : page.commands()) {
            String help = InProcess.run(("help " + command).split(" ", -1)).out();
            Matcher option = OPTION.matcher(help);
            int count = 0;
            while (option.find()) {
                assertThat(page.text("") + page.text(command)).as(command).contains("`" + option.group(1));
                count++;
            }
            assertThat(count).as(help).isGreaterThan(4);
            for (String name : page.names(command, "option")) {
                assertThat(help).contains(name);
            }
        }
    }

    @Test
    void everyFindingHasItsFix() {
        ReferencePage page = new ReferencePage("checkpoint-commands.md");

        assertThat(page.names("checkpoint verify", "code"))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(FindingCode.values()).map(Enum::name).toList());
        for (FindingCode code : FindingCode.values()) {
            String severity = code.severity().name().toLowerCase(Locale.ROOT);
            assertThat(page.text("checkpoint verify"))
                    .contains("| `" + code + "` | " + severity + " | " + code.fix() + " |");
        }
    }
}
