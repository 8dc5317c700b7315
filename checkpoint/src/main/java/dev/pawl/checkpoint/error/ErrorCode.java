package dev.pawl.checkpoint.error;

import static dev.pawl.checkpoint.error.ErrorKind.DAMAGED;
import static dev.pawl.checkpoint.error.ErrorKind.REFUSED;
import static dev.pawl.checkpoint.error.ErrorKind.UNAVAILABLE;
import static dev.pawl.checkpoint.error.ErrorKind.USAGE;

/** Every error Pawl reports. Names are public: Spark's own where Spark has one; never renamed, never reused. */
public enum ErrorCode {
    COMMAND_UNKNOWN(USAGE, "Run `pawl help` to see the commands."),
    OPTION_UNKNOWN(USAGE, "Add `--help` to the command to see its options."),
    ARGUMENT_INVALID(USAGE, "Add `--help` to the command to see what it takes."),
    OUTPUT_FAILED(UNAVAILABLE, "Check that the place the output goes to has room and can be written."),
    CHECKPOINT_NOT_FOUND(USAGE, "Give the directory that holds `offsets` and `commits`."),
    FILE_TOO_LARGE(DAMAGED, "Run `pawl checkpoint verify` to see which batches can be restored."),
    STORAGE_UNAVAILABLE(UNAVAILABLE, "Check that the path is reachable and permitted, then try again."),
    CREATE_NEW_UNSUPPORTED(
            REFUSED,
            "Keep the checkpoint on a storage that can create a file only if it is absent (local disk, hdfs, s3a).");

    private final ErrorKind kind;
    private final String remedy;

    ErrorCode(ErrorKind kind, String remedy) {
        this.kind = kind;
        this.remedy = remedy;
    }

    public ErrorKind kind() {
        return kind;
    }

    /** What to do next, as a full sentence. */
    public String remedy() {
        return remedy;
    }
}
