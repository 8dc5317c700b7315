package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.testkit.DocExample;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the page on scaling out do what it says, one after the other, with a real Spark in a process of its own. */
class ScaleOutPageInteropIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void eachEngineGoesOnWhereTheOtherStopped(@TempDir Path directory) throws Exception {
        List<DocExample> examples = DocExample.of(ROOT.resolve("docs/scale-out.md"));
        assertThat(examples)
                .filteredOn(each -> each.command().contains("--engine spark"))
                .hasSize(1);
        try (SparkLayout layout = new SparkLayout(directory.resolve("spark"))) {
            for (DocExample example : examples) {
                assertPrints(example, layout.pawl(), directory);
            }
        }
    }

    private static void assertPrints(DocExample example, List<String> pawl, Path data) throws Exception {
        String command =
                "'" + String.join("' '", pawl) + "' " + example.command().replace("/data", data.toString());
        Process process = SparkLayout.configured(new ProcessBuilder("bash", "-c", command))
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(example.isPrinted(printed))
                .as("expected of %s:\n%s\nfound:\n%s", example, example.said(), printed)
                .isTrue();
        assertThat(process.waitFor()).as(printed).isZero();
    }
}
