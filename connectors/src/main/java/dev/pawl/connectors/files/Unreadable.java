package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.format.ColumnMismatchException;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.ZipException;
import org.apache.spark.sql.types.StructType;

/** What it means that a file cannot be read. */
final class Unreadable {
    private Unreadable() {}

    /** Looks into a file for its columns. */
    interface Look {
        StructType columns() throws IOException;
    }

    static StructType columns(FileContent file, String format, Look look) throws IOException {
        try {
            return look.columns();
        } catch (IOException | RuntimeException e) {
            throw of(e, file, format);
        }
    }

    /** @throws IOException if it is the storage that failed, which may pass */
    static PawlException of(Exception e, FileContent file, String format) throws IOException {
        if (e instanceof PawlException pawl) {
            return pawl;
        }
        if (e instanceof IOException io && !(e instanceof EOFException) && !(e instanceof ZipException)) {
            throw io;
        }
        return new PawlException(
                e instanceof ColumnMismatchException mismatch ? mismatch.code() : ErrorCode.FAILED_READ_FILE,
                "File " + file.place().uri() + " cannot be read as " + format + ": " + e.getMessage() + ".",
                e);
    }
}
