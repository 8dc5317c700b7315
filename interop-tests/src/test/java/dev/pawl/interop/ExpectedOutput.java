package dev.pawl.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Spark puts out for a query shape over all steps when nothing interrupts it; recorded, as it takes a run each. */
final class ExpectedOutput {
    private static final Path DIRECTORY = Path.of("src/test/resources/expected-output");

    private ExpectedOutput() {}

    static List<String> of(QueryShape shape) throws IOException {
        return Files.readAllLines(file(shape));
    }

    /** Runs the shape on Spark from start to end; rewrites the recording if the build was told to. */
    static List<String> compute(SparkHarness spark, QueryShape shape, Path directory) throws IOException {
        StateLayout layout = shape.needsRocksDb() ? StateLayout.ROCKSDB_CHANGELOG : StateLayout.HDFS;
        QueryRun run = QueryRun.fresh(spark, shape, layout, directory);
        run.runSteps(0, Steps.count());
        if (isUpdate()) {
            Files.createDirectories(DIRECTORY);
            Files.write(file(shape), run.output());
        }
        return run.output();
    }

    static boolean isUpdate() {
        return Boolean.getBoolean("golden.update");
    }

    private static Path file(QueryShape shape) {
        return DIRECTORY.resolve(shape + ".jsonl");
    }
}
