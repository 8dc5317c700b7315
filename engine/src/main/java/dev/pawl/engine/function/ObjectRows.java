package dev.pawl.engine.function;

import dev.pawl.engine.step.Expressions;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.Iterator;

/** What a function gives, as rows; for one thread. */
final class ObjectRows {
    private final UnsafeProjection rows;
    private final GenericInternalRow object = new GenericInternalRow(1);

    /** @param serializer bound to a row of one object */
    ObjectRows(Expressions serializer) {
        this.rows = serializer.projection();
    }

    void give(Iterator<?> objects, RowConsumer out) throws IOException {
        while (objects.hasNext()) {
            object.update(0, objects.next());
            out.accept(rows.apply(object));
        }
    }
}
