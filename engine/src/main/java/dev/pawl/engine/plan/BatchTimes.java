package dev.pawl.engine.plan;

import dev.pawl.engine.step.BatchInput;
import dev.pawl.engine.step.BatchValue;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.CurrentDate;
import org.apache.spark.sql.catalyst.expressions.CurrentTime;
import org.apache.spark.sql.catalyst.expressions.CurrentTimestampLike;
import org.apache.spark.sql.catalyst.expressions.DateAdd;
import org.apache.spark.sql.catalyst.expressions.EvalMode;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.LocalTimestamp;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import scala.Option;

/** Puts the time of the batch in place of the current time, which the optimiser would take to be that of the compilation. */
final class BatchTimes {
    private final BatchValue batchTime;
    private final List<BatchInput> batchInputs;

    /** @param batchInputs gets what follows from the time of a batch and has to be worked out before it */
    BatchTimes(BatchValue batchTime, List<BatchInput> batchInputs) {
        this.batchTime = batchTime;
        this.batchInputs = batchInputs;
    }

    LogicalPlan putInto(LogicalPlan plan) {
        return plan.transformAllExpressionsWithSubqueries(new Rewrite<>(this::replaced));
    }

    private Expression replaced(Expression expression) {
        if (expression instanceof CurrentTimestampLike) {
            return batchTime;
        }
        if (expression instanceof CurrentDate date) {
            return today(date.timeZoneId());
        }
        if (expression instanceof LocalTimestamp local) {
            return as(DataTypes.TimestampNTZType, batchTime, local.timeZoneId());
        }
        if (expression instanceof CurrentTime time) {
            return timeOfDay(time);
        }
        if (expression instanceof Cast cast
                && cast.child().foldable()
                && cast.child().dataType() instanceof StringType) {
            return special(cast);
        }
        return expression;
    }

    private static Expression as(DataType type, Expression value, Option<String> timeZone) {
        return new Cast(value, type, timeZone, EvalMode.ANSI());
    }

    private Expression today(Option<String> timeZone) {
        return as(DataTypes.DateType, batchTime, timeZone);
    }

    private Expression timeOfDay(CurrentTime time) {
        BatchValue value = new BatchValue(time.dataType());
        ZoneId zone = ZoneId.of(time.timeZoneId().get(), ZoneId.SHORT_IDS);
        long unit = 1;
        for (int i = time.precision(); i < 9; i++) {
            unit *= 10;
        }
        long nanosPerUnit = unit;
        batchInputs.add(() -> {
            Object micros = batchTime.eval(InternalRow.empty());
            if (micros == null) {
                throw new IllegalStateException("the time of the batch is not known yet");
            }
            Instant now = Instant.EPOCH.plus((long) micros, ChronoUnit.MICROS);
            long nanos = now.atZone(zone).toLocalTime().toNanoOfDay();
            value.set(nanos - nanos % nanosPerUnit);
        });
        return value;
    }

    /** {@code 'now'} and its kin, cast from text. */
    private Expression special(Cast cast) {
        DataType type = cast.dataType();
        boolean isDate = type instanceof DateType;
        if (!isDate && !(type instanceof TimestampType) && !(type instanceof TimestampNTZType)) {
            return cast;
        }
        Object text = cast.child().eval(InternalRow.empty());
        Expression today = today(cast.timeZoneId());
        Expression day =
                switch (String.valueOf(text).strip().toLowerCase(Locale.ROOT)) {
                    case "now" -> isDate ? today : batchTime;
                    case "today" -> today;
                    case "tomorrow" -> new DateAdd(today, new Literal(1, DataTypes.IntegerType));
                    case "yesterday" -> new DateAdd(today, new Literal(-1, DataTypes.IntegerType));
                    default -> cast;
                };
        return day == cast || day.dataType().equals(type) ? day : as(type, day, cast.timeZoneId());
    }
}
