package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.pipeline.QueryProperties;
import dev.pawl.pipeline.TriggerText;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlacesTest {
    private static List<String> onOneMachine(String checkpoint, String path) {
        return Places.onOneMachine(new QueryProperties(
                Optional.of(checkpoint), TriggerText.AVAILABLE_NOW, "append", Map.of("path", path)));
    }

    @Test
    void aPathIsOnThisMachineWhateverHadoopBeginsWith() {
        assertThat(Places.qualified("/data/in")).isEqualTo("file:/data/in");
        assertThat(Places.qualified("in/{a,b}")).isEqualTo("file:" + Path.of("").toAbsolutePath() + "/in/{a,b}");
        assertThat(Places.qualified("s3a://lake/in")).isEqualTo("s3a://lake/in");
        assertThat(Places.qualified("file:/in")).isEqualTo("file:/in");
    }

    @Test
    void onAClusterWhatIsOnOneMachineIsNamed() {
        assertThat(onOneMachine("hdfs://h/c", "s3a://lake/t")).isEmpty();
        assertThat(onOneMachine("hdfs://h/c", "/t")).containsExactly("file:/t");
        assertThat(onOneMachine("/c", "file:/t")).containsExactly("file:/c", "file:/t");
    }
}
