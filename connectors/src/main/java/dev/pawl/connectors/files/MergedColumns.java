package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.types.StructType;

/** The columns of several files together, as Spark merges them. */
final class MergedColumns {
    private MergedColumns() {}

    /** @param file the one that has {@code more} */
    static StructType of(StructType columns, StructType more, boolean isCaseSensitive, FileContent file) {
        try {
            return columns.merge(more, isCaseSensitive);
        } catch (Exception e) {
            // Scala's methods throw checked exceptions without declaring them.
            if (e instanceof SparkThrowable) {
                throw cannot(columns, more, file, e);
            }
            throw e;
        }
    }

    private static PawlException cannot(StructType columns, StructType more, FileContent file, Exception e) {
        return new PawlException(
                ErrorCode.CANNOT_MERGE_SCHEMAS,
                "The columns of file " + file.place().uri() + ", " + more.toDDL()
                        + ", do not go together with those of the files before it, " + columns.toDDL() + ".",
                e);
    }
}
