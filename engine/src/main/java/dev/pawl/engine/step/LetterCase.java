package dev.pawl.engine.step;

import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Lower;
import org.apache.spark.sql.catalyst.expressions.Upper;
import org.apache.spark.sql.catalyst.expressions.objects.StaticInvoke;
import org.apache.spark.sql.catalyst.util.CollationSupport;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code upper} and {@code lower} without Spark's tables as long as all is ASCII: loading them, which Spark does before it looks at
 * the text, takes a second of processor time.
 */
public final class LetterCase {
    private LetterCase() {}

    /** The same in another way, or the expression itself. */
    public static Expression of(Expression expression) {
        boolean isKnown = (expression instanceof Upper || expression instanceof Lower)
                && expression.dataType().equals(DataTypes.StringType)
                && (boolean) SQLConf.get().getConf(SQLConf.ICU_CASE_MAPPINGS_ENABLED());
        if (!isKnown) {
            return expression;
        }
        Seq<AbstractDataType> anyTypes =
                CollectionConverters.asScala(List.<AbstractDataType>of()).toSeq();
        return new StaticInvoke(
                LetterCase.class,
                DataTypes.StringType,
                expression instanceof Upper ? "upper" : "lower",
                expression.children(),
                anyTypes,
                true,
                false,
                true,
                Option.empty());
    }

    /** Called by generated code. */
    public static UTF8String upper(UTF8String text) {
        return text.isFullAscii() ? text.toUpperCaseAscii() : CollationSupport.Upper.execBinaryICU(text);
    }

    /** Called by generated code. */
    public static UTF8String lower(UTF8String text) {
        return text.isFullAscii() ? text.toLowerCaseAscii() : CollationSupport.Lower.execBinaryICU(text);
    }
}
