package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.Pawl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.streaming.Trigger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pipeline sets holds for its sources and sinks as it does in Spark: they read and write times by its time zone. */
@ExtendWith(SparkExtension.class)
class SettingsInteropIT {
    private static final String ZONE = "Asia/Tokyo";
    private static final String SELECT = "SELECT at, CAST(at AS STRING) AS text, at AS day FROM ";

    private final SparkSession spark;

    @TempDir
    private Path directory;

    SettingsInteropIT(SparkHarness harness) {
        spark = harness.session(Map.of("spark.sql.session.timeZone", ZONE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv"})
    void timesOfFilesAreOfTheZoneOfTheSession(String format) throws Exception {
        Path in = Files.createDirectories(directory.resolve("in"));
        String time = "2024-01-01 12:00:00";
        Files.writeString(in.resolve("1"), format.equals("json") ? "{\"at\":\"" + time + "\"}\n" : time + "\n");
        Path bySpark = directory.resolve("spark");
        Path byPawl = directory.resolve("pawl");

        spark.readStream()
                .format(format)
                .schema("at TIMESTAMP")
                .load(in.toString())
                .createOrReplaceTempView("times");
        spark.sql(SELECT + "times")
                .writeStream()
                .format(format)
                .partitionBy("day")
                .option("checkpointLocation", directory.resolve("checkpoint").toString())
                .trigger(Trigger.AvailableNow())
                .start(bySpark.toString())
                .awaitTermination();
        try (Pawl pawl = Pawl.local()) {
            pawl.sql("SET spark.sql.session.timeZone = " + ZONE + ";"
                            + "CREATE TEMPORARY VIEW times (at TIMESTAMP) USING " + format + " OPTIONS (path '" + in
                            + "');"
                            + "CREATE STREAMING TABLE out USING " + format + " TBLPROPERTIES ('path' = '" + byPawl
                            + "', 'trigger' = 'available-now') PARTITIONED BY (day) AS " + SELECT + "STREAM times;")
                    .get(0)
                    .awaitTermination();
        }

        assertThat(content(byPawl)).isEqualTo(content(bySpark)).anyMatch(line -> line.contains("+09:00"));
    }

    /** The directory and the lines of each file with data. */
    private static List<String> content(Path root) throws IOException {
        List<String> content = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                Path parent = root.relativize(file.getParent());
                if (parent.toString().startsWith("day=")
                        && !file.getFileName().toString().startsWith(".")) {
                    Files.readAllLines(file).forEach(line -> content.add(parent + " " + line));
                }
            }
        }
        return content;
    }
}
