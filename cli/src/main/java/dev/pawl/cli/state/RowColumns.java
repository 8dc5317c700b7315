package dev.pawl.cli.state;

/** The columns that rows of state have besides those of their view. */
final class RowColumns {
    static final String OPERATOR = "operator";
    static final String STORE = "store";
    static final String BATCH = "batch_id";
    static final String CHANGE = "change_type";
    static final String PARTITION = "partition_id";

    private RowColumns() {}
}
