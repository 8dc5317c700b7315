package dev.pawl.cli.checkpoint;

import dev.pawl.cli.Fixture;
import dev.pawl.cli.Golden;
import dev.pawl.cli.InProcess;
import dev.pawl.cli.PawlProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people see, word for word. */
final class CheckpointGoldenTest {
    private static String transcript(List<String> lines) {
        StringBuilder transcript = new StringBuilder();
        for (String line : lines) {
            String[] words = line.split(" ", -1);
            for (int i = 0; i < words.length; i++) {
                if (words[i].startsWith("@")) {
                    String[] parts = words[i].substring(1).split("/below/", 2);
                    words[i] = Fixture.path(parts[0]) + (parts.length > 1 ? "/" + parts[1] : "");
                }
            }
            PawlProcess.Result result = InProcess.run(words);
            transcript
                    .append("$ pawl ")
                    .append(line)
                    .append('\n')
                    .append(result.out())
                    .append(result.err());
            transcript.append("=> ").append(result.exitCode()).append("\n\n");
        }
        return transcript.toString().replace(Fixture.root(), "FIXTURES");
    }

    @Test
    void showPaintsEveryKindOfCheckpoint() {
        Golden.verify(
                "checkpoint-show.txt",
                transcript(List.of(
                        "checkpoint show @agg-simple-hdfs",
                        "checkpoint show @agg-simple-rocksdb-ckptv2",
                        "checkpoint show @chained-join-window",
                        "checkpoint show @crash-uncommitted",
                        "checkpoint show @kafka-async-progress",
                        "checkpoint show @kafka-two-topics-latest",
                        "checkpoint show @delta-source-sink",
                        "checkpoint show @rate-microbatch",
                        "checkpoint show @tws-event -o json",
                        "checkpoint show @union-null-offset -o csv",
                        "checkpoint show @window-tumbling-append --time-zone Asia/Kolkata")));
    }

    @Test
    void batchesAreRowsThatCanBeRead() {
        Golden.verify(
                "checkpoint-batches.txt",
                transcript(List.of(
                        "checkpoint batches @crash-uncommitted",
                        "checkpoint batches @window-tumbling-append",
                        "checkpoint batches @window-tumbling-append --limit 2",
                        "checkpoint batches @window-tumbling-append --limit 0",
                        "checkpoint batches @kafka-agg",
                        "checkpoint batches @kafka-async-progress",
                        "checkpoint batches @kafka-two-topics-latest",
                        "checkpoint batches @delta-source-sink",
                        "checkpoint batches @rate",
                        "checkpoint batches @rate-microbatch",
                        "checkpoint batches @union-null-offset",
                        "checkpoint batches @other-versions/offsetlog-v2-spark-4.2.0 -o json",
                        "checkpoint batches @union-null-offset -o csv")));
    }

    @Test
    void offsetsAreDecoded() {
        Golden.verify(
                "checkpoint-offsets.txt",
                transcript(List.of(
                        "checkpoint offsets @union-null-offset",
                        "checkpoint offsets @union-null-offset 0 -o json",
                        "checkpoint offsets @kafka-two-topics-latest 1 -o csv",
                        "checkpoint offsets @kafka-async-progress 3",
                        "checkpoint offsets @kafka-async-progress -1",
                        "checkpoint offsets @kafka-async-progress 99999999999999999999")));
    }

    @Test
    void verifyTellsWhatIsWrong() {
        Golden.verify(
                "checkpoint-verify.txt",
                transcript(List.of(
                        "checkpoint verify @agg-simple-hdfs",
                        "checkpoint verify @kafka-async-progress",
                        "checkpoint verify @tws-event",
                        "checkpoint verify @tws-event -o json",
                        "checkpoint verify @tws-event -o csv",
                        "checkpoint verify @agg-simple-hdfs -o json")));
    }

    @Test
    void usageIsExplained() {
        Golden.verify(
                "checkpoint-help.txt",
                transcript(List.of(
                        "checkpoint",
                        "checkpoint list --help",
                        "checkpoint show --help",
                        "checkpoint batches --help",
                        "checkpoint offsets --help",
                        "checkpoint verify --help",
                        "checkpoint shw x",
                        "checkpoint show",
                        "checkpoint batches x --limit -1",
                        "checkpoint batches x --limt 1",
                        "checkpoint -o json batches x",
                        "checkpoint show @agg-simple-hdfs/below/metadata",
                        "checkpoint list @agg-simple-hdfs/below/metadata",
                        "checkpoint list @agg-simple-hdfs/below/offsets",
                        "checkpoint show no/such/directory",
                        "checkpoint list no/such/directory")));
    }
}
