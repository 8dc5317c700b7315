package dev.pawl.checkpoint.kept;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** After a crash before any step one of the texts is there, whole, and none that is older than what was acknowledged. */
class KeptPipelineCrashTest {
    private static final long SEED = 1;

    @Test
    void anAcknowledgedTextSurvives() {
        int crashes = CrashMatrix.run(
                SEED, KeptPipelineCrashTest::keepThree, KeptPipelineCrashTest::keepThree, KeptPipelineCrashTest::check);

        assertThat(crashes).isGreaterThan(200);
    }

    /** A query that is started with a text, with another one, by a program without one, and with a third. */
    private static void keepThree(Storage storage, Set<String> promises) {
        for (int start = begun(promises); start < 4; start++) {
            if (start == 2) {
                KeptPipeline.forget(storage);
            } else {
                text(start).write(storage);
            }
            promises.add("start " + start);
        }
    }

    private static int begun(Set<String> promises) {
        return promises.size();
    }

    private static KeptPipeline text(int start) {
        return new KeptPipeline("q", "q.sql", "/", "SELECT " + start, Map.of(), Set.of());
    }

    private static void check(Storage storage, Set<String> promises) {
        int acknowledged = promises.size() - 1;
        Optional<KeptPipeline> found = KeptPipeline.read(storage);
        // What was under way when it crashed may or may not be there.
        assertThat(found).isIn(after(acknowledged), after(acknowledged + 1));
    }

    private static Optional<KeptPipeline> after(int start) {
        return start < 0 || start == 2 ? Optional.empty() : Optional.of(text(Math.min(start, 3)));
    }
}
