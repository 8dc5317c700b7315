package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Position;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.connector.catalog.TableProvider;
import org.apache.spark.sql.execution.datasources.DataSource$;
import org.apache.spark.sql.execution.datasources.FileFormat;
import org.apache.spark.sql.execution.datasources.v2.FileDataSourceV2;
import org.apache.spark.sql.sources.StreamSinkProvider;

/** What Spark's class path has for the names that stand after {@code USING}. */
final class SparkFormats {
    private final SparkSession session;

    SparkFormats(SparkSession session) {
        this.session = session;
    }

    /** @throws PawlException if Spark has no such format */
    void requireKnown(String format, Position position) {
        find(format, position);
    }

    /** @throws PawlException if Spark cannot write a stream in this format */
    void requireSink(String format, Position position) {
        Class<?> found = find(format, position);
        boolean isSink = StreamSinkProvider.class.isAssignableFrom(found)
                || FileFormat.class.isAssignableFrom(found)
                || TableProvider.class.isAssignableFrom(found);
        if (!isSink) {
            throw new PawlException(
                    ErrorCode.NOT_ON_SPARK, position + ": Spark cannot write a stream into " + format + ".");
        }
    }

    /** Whether it writes directories of files whose log knows batches by their numbers alone. */
    boolean isFiles(String format, Position position) {
        Class<?> found = find(format, position);
        return FileFormat.class.isAssignableFrom(found) || FileDataSourceV2.class.isAssignableFrom(found);
    }

    /** Whether its tables are places that a path names. */
    boolean hasPlaces(String format, Position position) {
        return DeltaTable.isFormat(format) || isFiles(format, position);
    }

    private Class<?> find(String format, Position position) {
        EmbeddedOnly.checkFormat(format, position);
        // Spark itself looks for this one by its name.
        if (format.equalsIgnoreCase("memory")) {
            return StreamSinkProvider.class;
        }
        try {
            return DataSource$.MODULE$.lookupDataSource(
                    format, session.sessionState().conf());
        } catch (Exception e) {
            // Of several exceptions, some of which Java does not know to be thrown here.
            throw new PawlException(
                    ErrorCode.NOT_ON_SPARK,
                    position + ": this Spark has no format " + format + ". If there is one to be added, name its jar in"
                            + " PAWL_CLASSPATH.",
                    e);
        }
    }
}
