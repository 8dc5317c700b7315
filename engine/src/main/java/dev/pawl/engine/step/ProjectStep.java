package dev.pawl.engine.step;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeProjection;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Makes a row of new columns from each row. */
public final class ProjectStep implements Step {
    private final Seq<Expression> columns;

    /** @param columns bound to the columns of the rows */
    public ProjectStep(List<Expression> columns) {
        this.columns = CollectionConverters.asScala(columns).toSeq();
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        UnsafeProjection projection = GenerateUnsafeProjection.generate(columns, true);
        return new StepInstance() {
            @Override
            public void start(int seed) {
                projection.initialize(seed);
            }

            @Override
            public void accept(InternalRow row) throws IOException {
                next.accept(projection.apply(row));
            }
        };
    }

    @Override
    public String describe() {
        return "Project "
                + CollectionConverters.asJava(columns).stream()
                        .map(Expression::sql)
                        .toList();
    }
}
