package dev.pawl.checkpoint.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.storage.CrashMatrix;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** After a crash before any step an operator is described as it was or as it is, and never by a file that is not there. */
class OperatorDirectoryCrashTest {
    private static final long SEED = 1;
    private static final StoreSchema SINGLE = StoreSchema.single("{\"k\":1}", "{\"v\":1}");
    private static final List<StoreSchema> FAMILIES = List.of(new StoreSchema(
            "a", 0, "{\"k\":1}", 0, "{\"v\":1}", Optional.of(new KeyLayout.NoPrefix()), Optional.empty()));

    @Test
    void aDescriptionOfVersionOneSurvives() {
        int crashes = CrashMatrix.run(
                SEED,
                OperatorDirectoryCrashTest::describeOnce,
                OperatorDirectoryCrashTest::describeOnce,
                OperatorDirectoryCrashTest::descriptionsAreWhole);

        assertThat(crashes).isGreaterThan(500);
    }

    /** What a query does at every start: what is there already stays. */
    private static void describeOnce(Storage storage, Set<String> promises) throws IOException {
        descriptionsAreWhole(storage, promises);
        OperatorDirectory directory = new OperatorDirectory(storage, 0);
        directory.createMetadata(new OperatorMetadata(
                1, 0, "stateStoreSave", List.of(new StoreInfo("default", 0, 2, List.of())), Optional.empty()));
        promises.add("metadata");
        directory.createSchema("default", SINGLE);
        promises.add("schema");
    }

    private static void descriptionsAreWhole(Storage storage, Set<String> promises) throws IOException {
        OperatorDirectory directory = new OperatorDirectory(storage, 0);
        Optional<OperatorMetadata> metadata = directory.metadata(Long.MAX_VALUE);
        List<StoreSchema> schemas = directory.schemas("default", metadata);

        assertThat(metadata.isPresent() || !promises.contains("metadata")).isTrue();
        assertThat(schemas).isIn(List.of(), List.of(SINGLE));
        assertThat(!schemas.isEmpty() || !promises.contains("schema")).isTrue();
    }

    @Test
    void eachRunOfVersionTwoSurvives() {
        int crashes = CrashMatrix.run(
                SEED,
                OperatorDirectoryCrashTest::describeTwoRuns,
                OperatorDirectoryCrashTest::describeTwoRuns,
                OperatorDirectoryCrashTest::runsAreWhole);

        assertThat(crashes).isGreaterThan(500);
    }

    private static void describeTwoRuns(Storage storage, Set<String> promises) throws IOException {
        runsAreWhole(storage, promises);
        OperatorDirectory directory = new OperatorDirectory(storage, 0);
        for (long batchId : List.of(0L, 7L)) {
            if (!directory.metadataBatches().contains(batchId)) {
                String uniqueId = "attempt" + directory.schemaFiles().size();
                String schema = directory.createSchema("default", batchId, uniqueId, FAMILIES);
                directory.createMetadata(
                        batchId,
                        new OperatorMetadata(
                                2,
                                0,
                                "transformWithStateExec",
                                List.of(new StoreInfo("default", 0, 2, List.of("file:/elsewhere/" + schema))),
                                Optional.of("{}")));
            }
            promises.add("run " + batchId);
        }
    }

    private static void runsAreWhole(Storage storage, Set<String> promises) throws IOException {
        OperatorDirectory directory = new OperatorDirectory(storage, 0);
        List<Long> runs = directory.metadataBatches();
        for (long run : runs) {
            assertThat(directory.schemas("default", directory.metadata(run))).isEqualTo(FAMILIES);
        }
        for (String promise : promises) {
            assertThat(runs).contains(Long.parseLong(promise.substring("run ".length())));
        }
    }
}
