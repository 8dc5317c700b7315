package dev.pawl.connectors.files;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.types.StructType;

/** What is inside the files of one table. */
interface RecordFormat {
    /** As Spark's users name it: {@code json}. */
    String name();

    /** Columns that no file needs to tell; empty where they come from the user or the files. */
    Optional<StructType> fixedColumns();

    /** Refuses columns that the format cannot have. */
    void check(StructType columns);

    /** The columns that files have. */
    StructType infer(List<FileContent> files) throws IOException;

    /** Whether a large file may be read in parts that are cut anywhere. */
    boolean isSplittable(FileContent file);

    /** What ends a line, where each record is within a line. */
    default Optional<byte[]> lineEnd() {
        return Optional.empty();
    }

    /**
     * Prepares reading, once for each query.
     *
     * @param columns all columns of the files
     * @param required those to deliver, in this order
     */
    RecordDecoder decoder(StructType columns, StructType required);
}
