package dev.pawl.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.engine.Pawl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** State whose values hold the key once more, as Spark before 2.4 kept it and still does where it is told so. */
class AggregationStateFormatTest {
    private static final String CONF = "spark.sql.streaming.aggregation.stateFormatVersion";
    private static final Path FIXTURE =
            Path.of("..", "checkpoint", "src", "test", "resources", "fixtures", "agg-simple-v1-hdfs", "checkpoint");

    /** That of the fixture, as it is in the log of its source. */
    private static final String INPUTS = "/data/streams/agg-simple-v1-hdfs/in";

    private static final int INPUTS_READ = 5;

    @TempDir
    Path directory;

    /** How much of a checkpoint says which format it is. */
    enum Told {
        EVERYTHING,
        NO_SCHEMA,
        /** Absent means the first format. */
        NO_CONF,
        NOTHING
    }

    private void copy(Told told) throws IOException {
        try (Stream<Path> files = Files.walk(FIXTURE)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = FIXTURE.relativize(file).toString();
                boolean isSchema = name.contains("_metadata");
                if (name.endsWith(".crc") || (isSchema && (told == Told.NO_SCHEMA || told == Told.NOTHING))) {
                    continue;
                }
                Path copy = directory.resolve("checkpoint").resolve(name);
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                if (name.startsWith("sources")) {
                    Files.writeString(copy, Files.readString(copy).replace(INPUTS, directory + "/in"));
                }
                if (name.startsWith("offsets") && (told == Told.NO_CONF || told == Told.NOTHING)) {
                    Files.writeString(copy, Files.readString(copy).replace("\"" + CONF + "\":\"1\",", ""));
                }
            }
        }
        for (int i = 0; i < INPUTS_READ; i++) {
            write(i, "");
        }
    }

    private void write(int input, String lines) throws IOException {
        Files.createDirectories(directory.resolve("in"));
        Files.writeString(directory.resolve("in").resolve("00" + input + ".json"), lines);
    }

    private List<String> run(String settings, String functions) throws Exception {
        try (Pawl pawl = Pawl.local()) {
            pawl.sql(settings
                    + "CREATE TEMPORARY VIEW src (k STRING, v INT) USING json OPTIONS (path '" + directory.resolve("in")
                    + "', maxFilesPerTrigger 1)");
            pawl.sql("CREATE STREAMING TABLE out USING memory TBLPROPERTIES ('outputMode' = 'update',"
                            + " 'trigger' = 'available-now', 'checkpointLocation' = '" + directory.resolve("checkpoint")
                            + "') AS SELECT k, " + functions + " FROM STREAM src GROUP BY k")
                    .get(0)
                    .awaitTermination();
            return pawl.memory().rows("out", "UTC");
        }
    }

    private String schema() throws IOException {
        try (Storage storage = Storages.open(directory.resolve("checkpoint").toString())) {
            return Checkpoint.open(storage)
                    .operators()
                    .get(0)
                    .stores()
                    .get(0)
                    .schemas()
                    .get(0)
                    .value();
        }
    }

    @ParameterizedTest
    @EnumSource(Told.class)
    void goesOnWithWhatSparkLeft(Told told) throws Exception {
        String functions = "count(*) AS n, sum(v) AS s, min(v) AS l, max(v) AS h";
        copy(told);
        write(5, "{\"k\":\"a\",\"v\":100}\n{\"k\":\"z\",\"v\":1}\n{\"v\":-1}\n");
        assertThat(run("", functions))
                .containsExactlyInAnyOrder(
                        "{\"k\":\"a\",\"n\":3,\"s\":111,\"l\":1,\"h\":100}",
                        "{\"k\":\"z\",\"n\":1,\"s\":1,\"l\":1,\"h\":1}",
                        "{\"n\":2,\"s\":4,\"l\":-1,\"h\":5}");
        write(6, "{\"k\":\"z\",\"v\":-9}\n{\"k\":\"e\",\"v\":9}\n");
        assertThat(run("", functions))
                .containsExactlyInAnyOrder(
                        "{\"k\":\"z\",\"n\":2,\"s\":-8,\"l\":-9,\"h\":1}",
                        "{\"k\":\"e\",\"n\":2,\"s\":18,\"l\":9,\"h\":9}");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void beginsWithTheFormatThatIsSet(int version) throws Exception {
        String settings = "SET " + CONF + " = " + version + ";\n";
        String functions = "collect_list(v) AS vs, avg(v) AS m";
        write(0, "{\"k\":\"a\",\"v\":1}\n{\"k\":\"b\",\"v\":2}\n");
        assertThat(run(settings, functions))
                .containsExactlyInAnyOrder("{\"k\":\"a\",\"vs\":[1],\"m\":1.0}", "{\"k\":\"b\",\"vs\":[2],\"m\":2.0}");
        write(1, "{\"k\":\"a\",\"v\":2}\n");
        assertThat(run(settings, functions)).containsExactly("{\"k\":\"a\",\"vs\":[1,2],\"m\":1.5}");
        assertThat(schema().contains("\"name\":\"k\"")).isEqualTo(version == 1);
    }
}
