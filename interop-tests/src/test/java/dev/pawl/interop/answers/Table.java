package dev.pawl.interop.answers;

import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;

/**
 * A table both engines read.
 *
 * @param rows in Catalyst's own values
 */
record Table(String name, StructType columns, List<InternalRow> rows) {
    Table {
        rows = List.copyOf(rows);
    }
}
