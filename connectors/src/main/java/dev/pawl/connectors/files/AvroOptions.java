package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.connectors.avro.FieldMatch;
import dev.pawl.engine.option.Options;
import java.util.Optional;

/** Options that reading and writing Avro share. */
final class AvroOptions {
    private AvroOptions() {}

    static Optional<String> schema(Options options) {
        if (options.find("avroSchemaUrl").isPresent()) {
            throw new PawlException(
                    ErrorCode.SOURCE_UNSUPPORTED,
                    "Option avroSchemaUrl of " + options.owner() + " is not there: put the schema itself into option"
                            + " avroSchema.");
        }
        return options.find("avroSchema");
    }

    static FieldMatch match(Options options, boolean isCaseSensitive) {
        if (options.flag("positionalFieldMatching", false)) {
            return FieldMatch.BY_POSITION;
        }
        return isCaseSensitive ? FieldMatch.BY_NAME : FieldMatch.BY_NAME_IN_ANY_CASE;
    }

    static PawlException noSchema(RuntimeException e) {
        return new PawlException(
                ErrorCode.OPTION_INVALID, "Option avroSchema is no Avro schema: " + e.getMessage() + ".", e);
    }
}
