package dev.pawl.connectors.orc;

import org.apache.hadoop.hive.ql.exec.vector.ColumnVector;
import org.jspecify.annotations.Nullable;

/** Takes values of Spark's rows out of a column of a batch. */
abstract class OrcValue {
    /** Null if it is null. */
    final @Nullable Object of(ColumnVector column, int index) {
        int row = column.isRepeating ? 0 : index;
        return column.noNulls || !column.isNull[row] ? there(column, row) : null;
    }

    abstract @Nullable Object there(ColumnVector column, int row);
}
