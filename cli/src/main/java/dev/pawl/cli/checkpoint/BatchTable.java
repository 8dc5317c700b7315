package dev.pawl.cli.checkpoint;

/** A form that batches are shown in. */
interface BatchTable {
    void row(Batch batch);

    void end();
}
