package dev.pawl.cli.checkpoint;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.command.Invocation;
import dev.pawl.cli.command.Parameter;

/** The argument that names a checkpoint. */
final class CheckpointPath {
    static final Parameter<String> PARAMETER =
            Parameter.required("CKPT", "directory of the checkpoint: a path, file:, s3a://, abfs://, gs:// or hdfs://");

    private CheckpointPath() {}

    static Checkpoint open(Invocation invocation) {
        return Checkpoint.open(Storages.open(invocation.arguments().value(PARAMETER)));
    }

    /** For a command that showed what can be read, and so still has to say that not all could be. */
    static PawlException damaged(Checkpoint checkpoint, String what) {
        return new PawlException(
                ErrorCode.CHECKPOINT_DAMAGED, "The checkpoint at " + checkpoint.location() + " is damaged. " + what);
    }
}
