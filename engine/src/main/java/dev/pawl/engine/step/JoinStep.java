package dev.pawl.engine.step;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.Predicate;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;

/** Joins each row with the rows of a static side. */
public final class JoinStep implements Step {
    private final JoinKind kind;
    private final Side streamSide;
    private final Expressions keys;
    private final BuildSide build;
    private final Expressions condition;

    /** On which side of the joined row the columns of the stream stand. */
    public enum Side {
        LEFT,
        RIGHT
    }

    /**
     * @param keys bound to the columns of the stream, as many and of the same types as those of the static side
     * @param condition beyond the keys, bound to the columns of both sides in their order
     */
    public JoinStep(
            JoinKind kind, Side streamSide, List<Expression> keys, BuildSide build, Optional<Expression> condition) {
        this.kind = kind;
        this.streamSide = streamSide;
        this.keys = new Expressions(keys);
        this.build = build;
        this.condition = new Expressions(condition.stream().toList());
    }

    @Override
    public StepInstance instance(RowConsumer next) {
        return new Instance(next);
    }

    private final class Instance implements StepInstance {
        private final RowConsumer next;
        private final UnsafeProjection key = keys.projection();
        private final @Nullable BasePredicate predicate =
                condition.own().stream().map(Predicate::create).findFirst().orElse(null);
        private final JoinedRow joined = new JoinedRow();
        private final InternalRow nothing = new GenericInternalRow(build.width());
        private final InternalRow found = new GenericInternalRow(new Object[] {true});
        private final InternalRow notFound = new GenericInternalRow(new Object[] {false});

        Instance(RowConsumer next) {
            this.next = next;
        }

        @Override
        public void start(int seed) {
            key.initialize(seed);
            if (predicate != null) {
                predicate.initialize(seed);
            }
        }

        @Override
        public void accept(InternalRow row) throws IOException {
            UnsafeRow itsKey = key.apply(row);
            List<UnsafeRow> candidates = itsKey.anyNull() ? List.of() : build.matches(itsKey);
            boolean wantsRows = kind == JoinKind.INNER || kind == JoinKind.OUTER || kind == JoinKind.SINGLE;
            boolean isMatched = false;
            for (int i = 0; i < candidates.size() && (wantsRows || !isMatched); i++) {
                InternalRow both = pair(row, candidates.get(i));
                if (predicate == null || predicate.eval(both)) {
                    if (isMatched && kind == JoinKind.SINGLE) {
                        throw new PawlException(
                                ErrorCode.SCALAR_SUBQUERY_TOO_MANY_ROWS,
                                "A scalar subquery gave more than one row for a row of the query.");
                    }
                    isMatched = true;
                    if (wantsRows) {
                        next.accept(both);
                    }
                }
            }
            switch (kind) {
                case INNER -> {}
                case OUTER, SINGLE -> {
                    if (!isMatched) {
                        next.accept(pair(row, nothing));
                    }
                }
                case SEMI -> {
                    if (isMatched) {
                        next.accept(row);
                    }
                }
                case ANTI -> {
                    if (!isMatched) {
                        next.accept(row);
                    }
                }
                case EXISTENCE -> next.accept(joined.apply(row, isMatched ? found : notFound));
            }
        }

        private InternalRow pair(InternalRow row, InternalRow other) {
            return streamSide == Side.LEFT ? joined.apply(row, other) : joined.apply(other, row);
        }
    }

    @Override
    public String describe() {
        return "Join " + kind + " " + keys.describe() + " if " + condition.describe();
    }
}
