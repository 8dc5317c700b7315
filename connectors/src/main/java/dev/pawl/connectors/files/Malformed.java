package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import org.apache.spark.SparkException;

/** What Catalyst's parsers throw, in the words of this program. */
final class Malformed {
    private Malformed() {}

    /** Whether it is about one record and no other. */
    static boolean isOne(Exception e) {
        return e instanceof SparkException;
    }

    /** Scala's methods throw checked exceptions without declaring them. */
    static RuntimeException of(Exception e, FilePart part, String position) throws IOException {
        if (e instanceof IOException io) {
            throw io;
        }
        if (e instanceof SparkException spark) {
            return new PawlException(
                    ErrorCode.MALFORMED_RECORD_IN_PARSING,
                    "The record at " + part.content().place().uri() + position + " is malformed: " + spark.getMessage(),
                    spark);
        }
        if (e instanceof RuntimeException unchecked) {
            return unchecked;
        }
        return new IllegalStateException(e);
    }
}
