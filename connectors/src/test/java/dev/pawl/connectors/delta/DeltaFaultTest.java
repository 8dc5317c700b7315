package dev.pawl.connectors.delta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Faults;
import dev.pawl.checkpoint.storage.SimulatedStorage;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.option.Options;
import dev.pawl.engine.sink.OutputMode;
import dev.pawl.engine.sink.StreamSink;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails, once at each step: the query fails with it, and the next start makes up for it. */
class DeltaFaultTest {
    private static final StructType PAIRS =
            new StructType().add("id", DataTypes.LongType).add("name", DataTypes.StringType);

    @Test
    void everyRowIsThereOnceAfterOneFailureAtAnyStep() throws IOException {
        SimulatedStorage rehearsal = new SimulatedStorage();
        write(rehearsal.open());
        int steps = rehearsal.steps();
        TreeSet<ErrorCode> codes = new TreeSet<>();
        for (int step = 0; step < steps; step++) {
            SimulatedStorage disk = new SimulatedStorage();
            try {
                write(disk.open(Faults.failOnceAt(step)));
            } catch (PawlException e) {
                codes.add(e.code());
            } catch (IOException e) {
                // A writer's own failure: the task fails with it.
                assertThat(e).hasMessageContaining("Input/output error");
            }
            write(disk.open());
            assertThat(Tables.readAll("t", PAIRS, new OneStorage(disk.open())))
                    .as("failure at step " + step)
                    .hasSize(4)
                    .extracting(row -> row.getLong(0))
                    .doesNotHaveDuplicates();
        }
        assertThat(codes).contains(ErrorCode.SINK_FAILED, ErrorCode.SINK_COMMIT_UNKNOWN);
    }

    private static void write(Storage storage) throws IOException {
        try (StreamSink sink =
                Tables.open(Tables.request("t", PAIRS, OutputMode.APPEND, Map.of()), new OneStorage(storage))) {
            for (long batch = 0; batch < 2; batch++) {
                if (!sink.isCommitted(batch)) {
                    Tables.writeOne(sink, batch, DeltaSinkTest.pairs(2 * batch, 2 * batch + 2));
                }
            }
        }
    }

    @Test
    void aDataFileThatIsGoneIsNamed(@TempDir Path directory) throws IOException {
        LocalOutside outside = new LocalOutside();
        String path = directory.toString();
        try (StreamSink sink = Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of()), outside)) {
            Tables.writeOne(sink, 0, DeltaSinkTest.pairs(0, 1));
        }
        String file = Tables.added(directory, 1).get(0);
        try (StaticSource source = Tables.table(path, Map.of(), outside).openStatic(PAIRS)) {
            List<Split> splits = source.splits();
            Files.delete(directory.resolve(file));

            assertThatThrownBy(() -> Tables.rows(splits))
                    .hasMessageStartingWith("[SOURCE_UNAVAILABLE] Delta table " + path)
                    .hasMessageContaining(file);
        }
    }

    @Test
    void wrongOptionsAreNamed(@TempDir Path directory) {
        LocalOutside outside = new LocalOutside();
        String path = directory.toString();
        Tables.open(Tables.request(path, PAIRS, OutputMode.APPEND, Map.of()), outside)
                .close();

        assertThatThrownBy(() -> new DeltaSourceFormat()
                        .define(new Options("source in (delta)", Map.of()), Optional.empty(), outside))
                .isInstanceOfSatisfying(
                        PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_MISSING));
        for (Map<String, String> options : List.of(
                Map.of("maxFilesPerTrigger", "0"),
                Map.of("maxBytesPerTrigger", "many"),
                Map.of("ignoreDeletes", "maybe"),
                Map.of("startingVersion", "1", "startingTimestamp", "2026-01-01"))) {
            assertThatThrownBy(() -> Tables.stream(path, options, outside))
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OPTION_INVALID));
        }
    }
}
