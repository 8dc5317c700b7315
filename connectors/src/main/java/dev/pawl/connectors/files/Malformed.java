package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import org.apache.spark.SparkException;

/** What Catalyst's parsers throw, in the words of this program. */
final class Malformed {
    private Malformed() {}

    /** Scala's methods throw checked exceptions without declaring them. */
    static RuntimeException of(Exception e, FilePart part) throws IOException {
        if (e instanceof IOException io) {
            throw io;
        }
        if (e instanceof SparkException spark) {
            return new PawlException(
                    ErrorCode.MALFORMED_RECORD_IN_PARSING,
                    "A record of file " + part.content().place().uri() + " is malformed: " + spark.getMessage(),
                    spark);
        }
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new IllegalStateException(e);
    }
}
