package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.ConfNames;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.SessionDefaults;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.package$;
import org.apache.spark.sql.classic.SparkSession;

/** Opens the Spark that a pipeline needs. */
final class Sessions {
    private static final String VERSION = "4.1.";
    private static final String NAME = "spark.app.name";
    private static final String MAIN = Main.class.getName();
    private static final String EXTENSIONS = "spark.sql.extensions";
    private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

    private Sessions() {}

    /** @throws PawlException if it is another Spark than this is made for */
    static void checkVersion() {
        checkVersion(package$.MODULE$.SPARK_VERSION());
    }

    static void checkVersion(String version) {
        if (!version.startsWith(VERSION)) {
            throw new PawlException(
                    ErrorCode.SPARK_NOT_FOUND,
                    "SPARK_HOME has Spark " + version + ", but this Pawl is made for " + VERSION + "x.");
        }
    }

    /**
     * @param submitted what {@code spark-submit} was told and what it is configured with, which is stronger
     * @param aside a directory for what Spark keeps aside
     */
    static SparkSession open(Pipeline pipeline, SparkConf submitted, Path aside) {
        SparkSession session = (SparkSession) org.apache.spark.sql.SparkSession.builder()
                .config(conf(pipeline, submitted, aside))
                .getOrCreate();
        if (!isLogConfigured()) {
            session.sparkContext().setLogLevel("WARN");
        }
        return session;
    }

    /** Left to itself Spark tells hundreds of lines at each start. */
    private static boolean isLogConfigured() {
        return System.getProperty("log4j2.configurationFile") != null
                || Sessions.class.getClassLoader().getResource("log4j2.properties") != null;
    }

    static SparkConf conf(Pipeline pipeline, SparkConf submitted, Path aside) {
        SparkConf conf = submitted.clone();
        conf.setIfMissing("spark.master", "local[*]");
        // Whoever gives no name gets that of the class from spark-submit, the same for all pipelines.
        if (conf.get(NAME, MAIN).equals(MAIN)) {
            conf.set(NAME, "pawl " + pipeline.file());
        }
        if (conf.get("spark.master").startsWith("local")) {
            // One machine that nobody else talks to.
            conf.setIfMissing("spark.ui.enabled", "false");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
            conf.setIfMissing("spark.driver.host", "127.0.0.1");
        }
        // Nothing of a pipeline is in a catalog; without these Spark would put a warehouse and a metastore where it is
        // started.
        conf.set("spark.sql.catalogImplementation", "in-memory");
        conf.setIfMissing(
                "spark.sql.warehouse.dir", aside.resolve("warehouse").toUri().toString());
        SessionDefaults.CONFS.forEach(conf::setIfMissing);
        if (usesDelta(pipeline)) {
            String extensions = conf.get(EXTENSIONS, "");
            if (!extensions.contains(DELTA_EXTENSION)) {
                conf.set(EXTENSIONS, extensions.isEmpty() ? DELTA_EXTENSION : extensions + "," + DELTA_EXTENSION);
            }
            conf.setIfMissing("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
        }
        pipeline.confs()
                .filter(set -> set.key().startsWith(ConfNames.HADOOP))
                .forEach(set -> conf.set(set.key(), set.value()));
        return conf;
    }

    private static boolean usesDelta(Pipeline pipeline) {
        return Stream.concat(
                        pipeline.sources().map(source -> source.format()),
                        pipeline.tables().map(table -> table.format()))
                .anyMatch(DeltaTable::isFormat);
    }
}
