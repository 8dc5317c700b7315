package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import java.util.List;

/** The option {@code compression} of files of lines. */
final class SinkCompression {
    private SinkCompression() {}

    static Compression of(Options options) {
        String name = options.findAny(List.of("compression", "codec")).orElse("none");
        return Compression.ofOption(name)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.OPTION_INVALID,
                        "Option compression of " + options.owner() + " must be none, gzip, deflate, bzip2 or zstd, was "
                                + name + "."));
    }
}
