package dev.pawl.engine.plan;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongUnaryOperator;
import org.apache.spark.sql.catalyst.analysis.StreamingJoinHelper;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeSet;
import org.apache.spark.sql.catalyst.expressions.AttributeSet$;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.Iterable;

/**
 * What the condition of a join says about one side: up to which time its rows find no partners among rows of the other side that
 * come after the watermark. Asked for every row, worked out when the watermark has moved.
 */
final class RowWatermark implements LongUnaryOperator {
    private final AttributeSet columns;
    private final AttributeSet otherColumns;
    private final Option<Expression> condition;
    private volatile @Nullable Known known;

    private record Known(long watermarkMs, long rowWatermarkMs) {}

    RowWatermark(List<Attribute> columns, List<Attribute> otherColumns, Optional<Expression> condition) {
        this.columns = set(columns);
        this.otherColumns = set(otherColumns);
        this.condition = Option.apply(condition.orElse(null));
    }

    private static AttributeSet set(List<Attribute> columns) {
        return AttributeSet$.MODULE$.apply((Iterable<Expression>) Seqs.<Expression>seq(columns));
    }

    /** Whether the condition says anything. */
    boolean isKnown() {
        return find(0).isPresent();
    }

    private OptionalLong find(long watermarkMs) {
        Option<Object> found =
                StreamingJoinHelper.getStateValueWatermark(columns, otherColumns, condition, Option.apply(watermarkMs));
        return found.isDefined() ? OptionalLong.of((Long) found.get()) : OptionalLong.empty();
    }

    @Override
    public long applyAsLong(long watermarkMs) {
        Known last = known;
        if (last == null || last.watermarkMs() != watermarkMs) {
            last = new Known(watermarkMs, find(watermarkMs).orElseThrow());
            known = last;
        }
        return last.rowWatermarkMs();
    }
}
