package dev.pawl.checkpoint.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In what Spark wrote there is nothing to find, except what copying a checkpoint does to the paths in it. */
final class VerifierFixturesTest {
    private static final Set<String> WITH_ABSOLUTE_SCHEMA_PATHS =
            Set.of("join-inner-v3-rocksdb", "tws-event", "tws-none", "tws-proc");

    static List<String> fixtures() {
        return Fixtures.names();
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void whatSparkWroteIsSound(String fixture) {
        List<Finding> findings = new ArrayList<>();
        try (Checkpoint checkpoint = Fixtures.open(fixture)) {
            Verification verification = new Verifier(checkpoint).run(findings::add);

            List<String> expected = new ArrayList<>();
            if (WITH_ABSOLUTE_SCHEMA_PATHS.contains(fixture)) {
                expected.add("WARNING STATE_SCHEMA_MOVED state/0/_metadata/v2/0");
            }
            if (fixture.equals("kafka-async-progress")) {
                expected.add("INFO ASYNCHRONOUS_PROGRESS offsets");
            }
            assertThat(findings)
                    .extracting(
                            f -> f.severity() + " " + f.code() + " " + f.place().path())
                    .isEqualTo(expected);
            assertThat(verification.errors()).isZero();
            assertThat(verification.restorableBatches()).isEqualTo(checkpoint.restorableBatches());
            assertThat(verification.files())
                    .isEqualTo(checkpoint.sizes().stream()
                            .mapToLong(size -> size.files())
                            .sum());
            assertThat(verification.bytes())
                    .isEqualTo(checkpoint.sizes().stream()
                            .mapToLong(size -> size.bytes())
                            .sum());
        }
    }
}
