package dev.pawl.cli.state;

import static dev.pawl.cli.state.StateFixtures.checkpoint;

import dev.pawl.cli.Golden;
import dev.pawl.cli.PawlCall;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Answers and errors of the commands on state, word for word. */
final class StateGoldenTest {
    private static final String AGGREGATION = checkpoint("agg-simple-hdfs");
    private static final String CHAIN = checkpoint("chained-dedup-agg");
    private static final String JOIN = checkpoint("join-left-outer-v2-hdfs");
    private static final String VARIABLES = checkpoint("tws-none");
    private static final String STATELESS = checkpoint("rate");

    private static void verify(String golden, List<List<String>> calls) {
        StringBuilder transcript = new StringBuilder();
        for (List<String> words : calls) {
            transcript.append(PawlCall.transcript(words.toArray(new String[0])));
        }
        Golden.verify(golden, transcript.toString());
    }

    @Test
    void stateIsShownInEveryForm() {
        verify(
                "state-show.txt",
                List.of(
                        List.of("state", "show", AGGREGATION),
                        List.of("state", "show", AGGREGATION, "-o", "csv", "--partition", "1"),
                        List.of("state", "show", AGGREGATION, "-o", "json", "--batch", "0"),
                        List.of("state", "show", AGGREGATION, "--version", "0"),
                        List.of("state", "show", AGGREGATION, "--changes", "-o", "json"),
                        List.of("state", "show", AGGREGATION, "--where", "value.sum > 8 AND partition_id = 0"),
                        List.of("state", "show", AGGREGATION, "--limit", "2", "-o", "json"),
                        List.of("state", "show", CHAIN),
                        List.of("state", "show", CHAIN, "-o", "json", "--time-zone", "Asia/Kolkata"),
                        List.of("state", "show", CHAIN, "-o", "json", "--changes"),
                        List.of("state", "show", JOIN, "--operator", "0", "--join-side", "left"),
                        List.of("state", "show", JOIN, "--store", "left", "--store", "right-keyToNumValues"),
                        List.of("state", "show", VARIABLES),
                        List.of("state", "show", VARIABLES, "-o", "csv", "--var", "hist", "--var", "bym"),
                        List.of("state", "show", VARIABLES, "-o", "json", "--where", "user_map_value.value > 4"),
                        List.of("state", "show", VARIABLES, "--where", "store = 'cnt' AND key.value = 'a'"),
                        List.of("state", "show", STATELESS)));
    }

    @Test
    void storesMetadataSkewAndDifferences() {
        verify(
                "state-commands.txt",
                List.of(
                        List.of("state", "list", JOIN),
                        List.of("state", "list", CHAIN, "-o", "json"),
                        List.of("state", "list", STATELESS),
                        List.of("state", "metadata", CHAIN),
                        List.of("state", "metadata", checkpoint("other-versions/join-inner-v1-hdfs-spark-3.5.7")),
                        List.of("state", "skew", AGGREGATION),
                        List.of("state", "skew", AGGREGATION, "-o", "json", "--version", "1"),
                        List.of("state", "diff", AGGREGATION, "--from", "3", "--to", "5"),
                        List.of("state", "diff", AGGREGATION, "--from", "3", "--to", "5", "-o", "json"),
                        List.of("state", "diff", AGGREGATION, "--from", "5", "--to", "0", "-o", "csv"),
                        List.of("state", "diff", AGGREGATION, "--from", "5", "--to", "5"),
                        List.of("state", "diff", VARIABLES, "--from", "1", "--to", "3", "--store", "hist"),
                        List.of("state", "diff", STATELESS, "--from", "1", "--to", "3")));
    }

    @Test
    void wrongUsageIsExplained() {
        verify(
                "state-errors.txt",
                List.of(
                        List.of("state", "shwo", AGGREGATION),
                        List.of("state", "show"),
                        List.of("state", "show", "no/such/directory"),
                        List.of("state", "show", AGGREGATION, "--operator", "7"),
                        List.of("state", "show", AGGREGATION, "--operator", "-1"),
                        List.of("state", "show", AGGREGATION, "--store", "defualt"),
                        List.of("state", "show", CHAIN, "--store", "left"),
                        List.of("state", "show", AGGREGATION, "--join-side", "left"),
                        List.of("state", "show", JOIN, "--join-side", "letf"),
                        List.of("state", "show", VARIABLES, "--var", "hits"),
                        List.of("state", "show", VARIABLES, "--timers"),
                        List.of("state", "show", AGGREGATION, "--var", "hits"),
                        List.of("state", "show", AGGREGATION, "--partition", "9"),
                        List.of("state", "show", AGGREGATION, "--version", "3", "--batch", "2"),
                        List.of("state", "show", AGGREGATION, "--version", "99"),
                        List.of("state", "show", StateFixtures.checkpoint("agg-simple-rocksdb-snapshot"), "--changes"),
                        List.of("state", "show", AGGREGATION, "--batch", "99"),
                        List.of("state", "show", AGGREGATION, "--where", "key.k ="),
                        List.of("state", "show", AGGREGATION, "--where", "kye.k = 'a'"),
                        List.of("state", "show", AGGREGATION, "--where", "key.word = 'a'"),
                        List.of("state", "show", AGGREGATION, "--where", "change_type = 'delete'"),
                        List.of("state", "diff", AGGREGATION, "--from", "1"),
                        List.of("state", "diff", AGGREGATION, "--from", "1", "--to", "99")));
    }

    @Test
    void helpSaysWhatThereIs() {
        verify(
                "state-help.txt",
                List.of(
                        List.of("state"),
                        List.of("help", "state", "list"),
                        List.of("help", "state", "show"),
                        List.of("help", "state", "metadata"),
                        List.of("help", "state", "skew"),
                        List.of("help", "state", "diff")));
    }
}
