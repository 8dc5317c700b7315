package dev.pawl.engine.step;

import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Generator;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.Nondeterministic;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import scala.collection.Iterator;

/** Makes several rows from each row: {@code explode} and its kin. */
public final class GenerateStep implements Step {
    private final Expressions generator;
    private final Expressions kept;
    private final int width;
    private final boolean isOuter;

    /**
     * @param generator bound to the columns of the rows
     * @param kept the columns of the row that stand before those generated, bound
     * @param width how many columns are generated
     * @param isOuter whether a row that generates nothing stays, with nulls
     */
    public GenerateStep(Generator generator, List<Expression> kept, int width, boolean isOuter) {
        this.generator = new Expressions(List.of((Expression) generator));
        this.kept = new Expressions(kept);
        this.width = width;
        this.isOuter = isOuter;
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        return new Instance((Generator) generator.own().get(0), next);
    }

    private final class Instance implements StepInstance {
        private final Generator rows;
        private final RowConsumer next;
        private final UnsafeProjection keptColumns = kept.projection();
        private final JoinedRow joined = new JoinedRow();
        private final InternalRow nothing = new GenericInternalRow(width);

        Instance(Generator rows, RowConsumer next) {
            this.rows = rows;
            this.next = next;
        }

        @Override
        public void start(int seed) {
            keptColumns.initialize(seed);
            ((Expression) rows).foreach(expression -> {
                if (expression instanceof Nondeterministic random) {
                    random.initialize(seed);
                }
                return null;
            });
        }

        @Override
        public void accept(InternalRow row) throws IOException {
            InternalRow left = keptColumns.apply(row);
            Iterator<InternalRow> generated = rows.eval(row).iterator();
            if (isOuter && !generated.hasNext()) {
                next.accept(joined.apply(left, nothing));
            }
            while (generated.hasNext()) {
                next.accept(joined.apply(left, generated.next()));
            }
        }
    }

    @Override
    public String describe() {
        return "Generate " + generator.describe();
    }
}
