package dev.pawl.interop;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What Pawl's writers write in Spark's own files, Spark reads with its own state sources, and goes on from. */
@ExtendWith(SparkExtension.class)
class WriterHdfsInteropIT {
    private final SparkHarness spark;

    @TempDir
    private Path directory;

    WriterHdfsInteropIT(SparkHarness spark) {
        this.spark = spark;
    }

    static List<WriterCase> cases() {
        return WriterCase.in(layout -> !layout.isRocksDb());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sparkReadsAndResumesWhatPawlWrote(WriterCase tried) throws IOException {
        tried.checkSparkReadsAndResumes(spark, directory);
    }
}
