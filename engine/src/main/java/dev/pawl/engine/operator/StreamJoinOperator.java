package dev.pawl.engine.operator;

import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.engine.state.PartitionState;
import dev.pawl.engine.state.StoreSpec;
import dev.pawl.engine.step.Expressions;
import dev.pawl.engine.step.RowConsumer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.BasePredicate;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GeneratePredicate;
import org.jspecify.annotations.Nullable;

/**
 * Two streams joined: each row meets the rows of the other side that came before it, and waits for those to come. Rows of the left
 * side come first in each batch.
 */
public final class StreamJoinOperator implements Operator {
    private static final int LEFT = 0;
    private static final String FAMILY_PROPERTIES = "{\"useVirtualColumnFamilies\":true}";

    private final StreamJoinKind kind;
    private final JoinSide left;
    private final JoinSide right;
    private final Optional<Expressions> condition;
    private final List<Optional<Expressions>> conditions;

    /** @param condition what a pair must fulfil, bound to the columns of the left and then the right row */
    public StreamJoinOperator(StreamJoinKind kind, JoinSide left, JoinSide right, Optional<Expression> condition) {
        this(
                kind,
                left,
                right,
                condition.map(StreamJoinOperator::copies),
                List.of(
                        left.condition().map(StreamJoinOperator::copies),
                        right.condition().map(StreamJoinOperator::copies)));
    }

    private StreamJoinOperator(
            StreamJoinKind kind,
            JoinSide left,
            JoinSide right,
            Optional<Expressions> condition,
            List<Optional<Expressions>> conditions) {
        this.kind = kind;
        this.left = left;
        this.right = right;
        this.condition = condition;
        this.conditions = conditions;
    }

    private static Expressions copies(Expression expression) {
        return new Expressions(List.of(expression));
    }

    @Override
    public Operator on(RecordedConfs confs) {
        JoinFormat format = JoinFormat.of(confs.joinStateFormatVersion(), kind);
        return new StreamJoinOperator(kind, left.keptAs(format), right.keptAs(format), condition, conditions);
    }

    @Override
    public String name() {
        return "symmetricHashJoin";
    }

    @Override
    public Optional<String> properties() {
        return left.format() == JoinFormat.FAMILIES ? Optional.of(FAMILY_PROPERTIES) : Optional.empty();
    }

    @Override
    public List<StoreSpec> stores() {
        List<StoreSpec> stores = new ArrayList<>(left.stores());
        stores.addAll(right.stores());
        return stores;
    }

    @Override
    public List<Inflow> inflows() {
        return List.of(new RowsByKey(left.keys(), left.row()), new RowsByKey(right.keys(), right.row()));
    }

    @Override
    public KeyHash keyHash() {
        return new KeyHash(left.key(), left.key().length());
    }

    @Override
    public boolean actsOnWatermark(long fromMs, long toMs) {
        return (left.forgets() || right.forgets()) && toMs > fromMs;
    }

    @Override
    public long outputWatermarkMs(long inputMs) {
        long lowest = inputMs;
        for (JoinSide side : List.of(left, right)) {
            if (side.rowExpiry().isPossible()) {
                lowest = Math.min(lowest, side.rowWatermark().applyAsLong(inputMs));
            }
        }
        return lowest;
    }

    @Override
    public Optional<String> growthReason() {
        List<String> growing = Stream.of(left, right)
                .filter(side -> !side.forgets())
                .map(JoinSide::name)
                .toList();
        return growing.isEmpty()
                ? Optional.empty()
                : Optional.of("neither its keys nor its condition say how long rows of the "
                        + String.join(" and the ", growing)
                        + " side may still find partners, so that they wait for ever");
    }

    @Override
    public String describe() {
        return "Join " + kind + " of streams by " + new Expressions(left.keys()).describe();
    }

    @Override
    public OperatorInstance instance() {
        return new Instance();
    }

    private final class Instance implements OperatorInstance {
        private final JoinMemory leftMemory = new JoinMemory(left);
        private final JoinMemory rightMemory = new JoinMemory(right);
        private final Expiry.Instance leftLate = left.lateness().instance();
        private final Expiry.Instance rightLate = right.lateness().instance();
        private final @Nullable BasePredicate leftCondition = predicate(conditions.get(0));
        private final @Nullable BasePredicate rightCondition = predicate(conditions.get(1));
        private final @Nullable BasePredicate both = predicate(condition);
        private final InternalRow noLeft = new GenericInternalRow(left.row().length());
        private final InternalRow noRight = new GenericInternalRow(right.row().length());
        private final JoinedRow pair = new JoinedRow();
        private EventTimeBounds bounds = new EventTimeBounds(0, 0);
        private RowConsumer out = row -> {};
        private long updated;
        private long late;
        private boolean hasPartner;

        private static @Nullable BasePredicate predicate(Optional<Expressions> expression) {
            return expression
                    .map(one -> GeneratePredicate.generate(one.own().get(0), true))
                    .orElse(null);
        }

        @Override
        public void start(Optional<PartitionState> state, EventTimeBounds itsBounds, RowConsumer itsOut) {
            leftMemory.start(state.orElseThrow());
            rightMemory.start(state.orElseThrow());
            bounds = itsBounds;
            out = itsOut;
            updated = 0;
            late = 0;
        }

        @Override
        public void accept(int side, UnsafeRow key, UnsafeRow row) throws IOException {
            if (side == LEFT) {
                acceptLeft(key, row);
            } else {
                acceptRight(key, row);
            }
        }

        private void acceptLeft(UnsafeRow key, UnsafeRow row) throws IOException {
            if (leftLate.isBehind(row, bounds.lateMs())) {
                late++;
                return;
            }
            if (leftCondition != null && !leftCondition.eval(row)) {
                if (kind.keepsLeft()) {
                    out.accept(pair.apply(row, noRight));
                }
                return;
            }
            hasPartner = false;
            rightMemory.forEachOf(key, (other, wasMatched) -> {
                if (kind == StreamJoinKind.LEFT_SEMI && hasPartner) {
                    // One is enough, and Spark marks no other.
                    return false;
                }
                if (both != null && !both.eval(pair.apply(row, other))) {
                    return false;
                }
                if (kind != StreamJoinKind.LEFT_SEMI) {
                    out.accept(pair.apply(row, other));
                }
                hasPartner = true;
                return true;
            });
            if (kind == StreamJoinKind.LEFT_SEMI && hasPartner) {
                out.accept(row);
                return;
            }
            leftMemory.add(key, row, hasPartner);
            updated++;
        }

        private void acceptRight(UnsafeRow key, UnsafeRow row) throws IOException {
            if (rightLate.isBehind(row, bounds.lateMs())) {
                late++;
                return;
            }
            if (rightCondition != null && !rightCondition.eval(row)) {
                if (kind.keepsRight()) {
                    out.accept(pair.apply(noLeft, row));
                }
                return;
            }
            hasPartner = false;
            leftMemory.forEachOf(key, (other, wasMatched) -> {
                if (kind == StreamJoinKind.LEFT_SEMI && wasMatched) {
                    return false;
                }
                if (both != null && !both.eval(pair.apply(other, row))) {
                    return false;
                }
                out.accept(kind == StreamJoinKind.LEFT_SEMI ? other : pair.apply(other, row));
                hasPartner = true;
                return true;
            });
            boolean waits = !rightMemory.isExpired(key, row, bounds.evictMs());
            if (waits || (kind.keepsRight() && !hasPartner)) {
                rightMemory.add(key, row, hasPartner);
                updated++;
            }
        }

        @Override
        public OperatorCounts finish() throws IOException {
            long removed = leftMemory.forget(bounds.evictMs(), (row, isMatched) -> {
                if (kind.keepsLeft() && !isMatched) {
                    out.accept(pair.apply(row, noRight));
                }
            });
            removed += rightMemory.forget(bounds.evictMs(), (row, isMatched) -> {
                if (kind.keepsRight() && !isMatched) {
                    out.accept(pair.apply(noLeft, row));
                }
            });
            return new OperatorCounts(updated, removed, late);
        }
    }
}
