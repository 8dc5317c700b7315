package dev.pawl.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.view.StateRows;
import dev.pawl.engine.Pawl;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.pipeline.Pipeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Queries that remember, in a real process that is killed: windows, a join of two streams, and a deduplication. What they have written and what
 * they remember then is what they would have without the kills.
 */
final class StateKillTest {
    private static final int KILLS = Integer.getInteger("test.kills", 50) / 25;
    private static final long SEED = 20261201;
    private static final int FILES = 10 * (KILLS + 1);
    private static final int ROWS_PER_FILE = 8;
    private static final int SECONDS_PER_FILE = 6;
    private static final int LATE = 15;
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    /** Snapshots are made and files go all the time. */
    private static final String TEXT = """
            SET spark.sql.shuffle.partitions = 2;
            SET spark.sql.streaming.stateStore.minDeltasForSnapshot = 3;
            SET spark.sql.streaming.minBatchesToRetain = 6;
            SET spark.sql.streaming.stateStore.maintenanceInterval = 20ms;
            CREATE TEMPORARY VIEW orders (id BIGINT, product STRING, amount INT, at TIMESTAMP) USING json
            OPTIONS (path '${in}/orders', maxFilesPerTrigger '${files}');
            CREATE TEMPORARY VIEW payments (id BIGINT, paid INT, at TIMESTAMP) USING json
            OPTIONS (path '${in}/payments', maxFilesPerTrigger '${files}');
            CREATE STREAMING TABLE windowed USING delta
            TBLPROPERTIES (path '${dir}/windowed', checkpointLocation '${dir}/cp/windowed', trigger '${trigger}')
            AS SELECT window.start AS w, product, count(*) AS n, sum(amount) AS s, max(id) AS m
               FROM STREAM orders WATERMARK at DELAY OF INTERVAL 45 SECONDS
               GROUP BY window(at, '10 seconds'), product;
            CREATE STREAMING TABLE joined USING delta
            TBLPROPERTIES (path '${dir}/joined', checkpointLocation '${dir}/cp/joined', trigger '${trigger}', stateStore 'rocksdb')
            AS SELECT o.id, o.at, p.paid
               FROM (SELECT * FROM STREAM orders WATERMARK at DELAY OF INTERVAL 45 SECONDS) o
               LEFT JOIN (SELECT * FROM STREAM payments WATERMARK at DELAY OF INTERVAL 45 SECONDS) p
               ON o.id = p.id AND p.at BETWEEN o.at AND o.at + INTERVAL 10 SECONDS;
            CREATE STREAMING TABLE seen USING delta
            TBLPROPERTIES (path '${dir}/seen', checkpointLocation '${dir}/cp/seen', trigger '${trigger}')
            AS SELECT DISTINCT id, at FROM STREAM orders WATERMARK at DELAY OF INTERVAL 45 SECONDS;
            """;

    private static final Map<String, String> COLUMNS = Map.of(
            "windowed",
            "w TIMESTAMP, product STRING, n BIGINT, s BIGINT, m BIGINT",
            "joined",
            "id BIGINT, at TIMESTAMP, paid INT",
            "seen",
            "id BIGINT, at TIMESTAMP");

    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenAndRememberedIsWhatItIsWithoutKills() throws Exception {
        Random random = new Random(SEED);
        Path in = directory.resolve("in");
        Input input = new Input(in, random);
        for (int file = 1; file < FILES; file++) {
            input.writeNext();
        }
        Path killed = directory.resolve("killed");
        KilledQueries queries = new KilledQueries(
                killed,
                TEXT,
                Map.of("in", in.toString(), "files", "1"),
                COLUMNS.keySet().toArray(String[]::new));
        for (int kill = 0; kill < KILLS; kill++) {
            queries.kill(random);
        }
        // A query that is killed after its last rows, before the batch without rows that would follow, waits for more.
        input.writeNext();
        queries.runToEnd();

        Path calm = directory.resolve("calm");
        runHere(Map.of("in", in.toString(), "files", "20", "dir", calm.toString(), "trigger", "available-now"));
        assertThat(queries.insideBatch()).as("kills inside a batch").isGreaterThan(KILLS / 4);
        for (String name : COLUMNS.keySet()) {
            List<String> expected = DeltaRows.of(calm.resolve(name), COLUMNS.get(name));
            assertThat(expected).as(name).hasSizeGreaterThan(FILES);
            assertThat(DeltaRows.of(killed.resolve(name), COLUMNS.get(name)))
                    .as(name)
                    .isEqualTo(expected);
            assertThat(remembered(killed, name))
                    .as("what %s remembers", name)
                    .isNotEmpty()
                    .isEqualTo(remembered(calm, name));
        }
    }

    private static List<String> remembered(Path place, String name) throws IOException {
        try (Checkpoint checkpoint =
                Checkpoint.open(Storages.open(place.resolve("cp").resolve(name).toString()))) {
            return StateRows.last(checkpoint);
        }
    }

    private static void runHere(Map<String, String> variables) throws InterruptedException {
        try (Pawl pawl = Pawl.local()) {
            List<StreamingQuery> queries = new ArrayList<>();
            pawl.compile(Pipeline.parse("pipeline.sql", TEXT, variables, Map.of()))
                    .forEach(plan -> queries.add(pawl.start(plan)));
            for (StreamingQuery query : queries) {
                query.awaitTermination();
            }
        }
    }

    /**
     * Orders come late, and some twice; some are paid soon, some later or never. Nothing is too late, or it would matter where batches are cut: a
     * kill between the log of a source and that of offsets makes two of them one. For the same reason each file has a time after all before: a
     * restart forgets how far each of two inputs was. Both are so in Spark.
     */
    private static final class Input {
        private final Path orders;
        private final Path payments;
        private final Random random;
        private List<String> before = List.of();
        private int file;

        Input(Path in, Random random) throws IOException {
            this.orders = Files.createDirectories(in.resolve("orders"));
            this.payments = Files.createDirectories(in.resolve("payments"));
            this.random = random;
        }

        void writeNext() throws IOException {
            Instant now = BEGIN.plusSeconds((long) file * SECONDS_PER_FILE);
            List<String> ordered = new ArrayList<>();
            List<String> paid = new ArrayList<>();
            for (int row = 0; row < ROWS_PER_FILE; row++) {
                int id = file * ROWS_PER_FILE + row;
                Instant at = now.minusSeconds(row == 0 ? 0 : random.nextInt(LATE));
                ordered.add("{\"id\":%d,\"product\":\"p%d\",\"amount\":%d,\"at\":\"%s\"}"
                        .formatted(id, random.nextInt(3), random.nextInt(100), at));
                if (row == 0 || random.nextInt(3) > 0) {
                    Instant payment = at.plusSeconds(row == 0 ? LATE : random.nextInt(LATE));
                    paid.add("{\"id\":%d,\"paid\":%d,\"at\":\"%s\"}".formatted(id, random.nextInt(100), payment));
                }
            }
            List<String> all = new ArrayList<>(ordered);
            all.addAll(before.subList(0, before.size() / 2));
            all.add(ordered.get(0));
            String name = String.format(Locale.ROOT, "%05d.json", file++);
            Files.write(orders.resolve(name), all);
            Files.write(payments.resolve(name), paid);
            before = ordered;
        }
    }
}
