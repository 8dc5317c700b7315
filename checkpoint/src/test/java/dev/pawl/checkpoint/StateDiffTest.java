package dev.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.view.Difference;
import dev.pawl.checkpoint.view.StateDiff;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.checkpoint.view.StateViews;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What differs between versions; that the differences are right for every fixture is shown by the tests of the command. */
class StateDiffTest {
    @ParameterizedTest
    @ValueSource(strings = {"agg-simple-hdfs", "agg-simple-rocksdb-changelog", "tws-proc", "join-left-outer-v2-hdfs"})
    void howMuchMemoryThereIsMakesNoDifference(String fixture) {
        try (Checkpoint checkpoint = Fixtures.open(fixture)) {
            StateViews views = new StateViews(checkpoint);
            OperatorState operator = checkpoint.operators().get(0);
            for (StateQuestion question : views.questions(operator)) {
                StateView view = views.view(operator, question);
                List<Difference> all = differences(view, 1, 3, StateDiff.HELD_BYTES_MAX_DEFAULT);

                assertThat(differences(view, 1, 3, 400)).containsExactlyInAnyOrderElementsOf(all);
                assertThat(differences(view, 3, 1, 400)).hasSameSizeAs(all);
                assertThat(differences(view, 3, 3, 400)).isEmpty();
            }
        }
    }

    @Test
    void aListIsOneValue() {
        try (Checkpoint checkpoint = Fixtures.open("tws-none")) {
            StateView view =
                    new StateViews(checkpoint).view(checkpoint.operators().get(0), new StateQuestion.Variable("hist"));

            assertThat(differences(view, 1, 3, StateDiff.HELD_BYTES_MAX_DEFAULT))
                    .containsExactly(new Difference(
                            Difference.Kind.CHANGED,
                            0,
                            List.of("{\"value\":\"a\"}"),
                            Optional.of("[{\"value\":1}]"),
                            Optional.of("[{\"value\":1},{\"value\":3},{\"value\":4}]")));
        }
    }

    @Test
    void whetherARowOfAJoinFoundAMatchIsNoPartOfItsSide() {
        try (Checkpoint checkpoint = Fixtures.open("join-left-outer-v2-hdfs")) {
            StateViews views = new StateViews(checkpoint);
            OperatorState operator = checkpoint.operators().get(0);
            StateView side = views.view(operator, new StateQuestion.JoinSide(StateQuestion.Side.LEFT));
            StateView store = views.view(operator, new StateQuestion.Store("left-keyWithIndexToValue"));
            int sides = 0;
            int stores = 0;
            for (long version = 1; version <= 6; version++) {
                sides += differences(side, version, version + 1, 1 << 20).size();
                stores += differences(store, version, version + 1, 1 << 20).size();
            }

            assertThat(stores).isGreaterThan(sides);
        }
    }

    private static List<Difference> differences(StateView view, long from, long to, long heldBytesMax) {
        List<Difference> differences = new ArrayList<>();
        StateDiff diff = new StateDiff(view, from, to, ZoneOffset.UTC, heldBytesMax);
        for (long partition : view.partitions()) {
            diff.compare(partition, differences::add);
        }
        return differences;
    }
}
