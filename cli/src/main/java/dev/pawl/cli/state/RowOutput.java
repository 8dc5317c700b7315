package dev.pawl.cli.state;

import dev.pawl.checkpoint.view.ViewCursor;

/** Where rows of state go, in the form that was asked for. */
interface RowOutput {
    /** The rows that follow are of this part. */
    void begin(StateSelection.Part part);

    void row(ViewCursor row);

    void end();
}
