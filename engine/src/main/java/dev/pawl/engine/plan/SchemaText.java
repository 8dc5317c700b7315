package dev.pawl.engine.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.types.StringType;

/**
 * The schema that {@code from_json} and its like are given as text. Spark reads {@code 'a INT, b STRING'} as a type first, fails, and
 * makes an error that nobody sees; making the first one loads all of Spark's messages, half a second of a query's start. Written
 * as a type, the same schema is read at once.
 */
final class SchemaText {
    private static final Set<String> READERS = Set.of("from_json", "from_csv", "from_xml");
    private static final int SCHEMA_ARGUMENT = 1;

    /** Columns, not one type: a name, and then another word. */
    private static final Pattern COLUMNS = Pattern.compile("\\s*(?:\\w+|`[^`]+`)\\s+[A-Za-z][\\s\\S]*");

    private final CatalystSqlParser parser;

    SchemaText(CatalystSqlParser parser) {
        this.parser = parser;
    }

    /** The same call with its schema written as a type, or the expression itself. */
    Expression asType(Expression expression) {
        if (!(expression instanceof UnresolvedFunction call)
                || call.arguments().length() <= SCHEMA_ARGUMENT
                || call.nameParts().length() != 1
                || !READERS.contains(call.nameParts().head().toLowerCase(Locale.ROOT))) {
            return expression;
        }
        List<Expression> arguments = new ArrayList<>(Seqs.list(call.arguments()));
        if (!(arguments.get(SCHEMA_ARGUMENT) instanceof Literal literal)
                || !(literal.dataType() instanceof StringType)
                || literal.value() == null) {
            return expression;
        }
        String columns = literal.value().toString();
        String type = "STRUCT<" + columns + ">";
        if (!COLUMNS.matcher(columns).matches() || !isSame(columns, type)) {
            return expression;
        }
        arguments.set(SCHEMA_ARGUMENT, Literal$.MODULE$.apply(type));
        return call.withNewChildren(Seqs.seq(arguments));
    }

    private boolean isSame(String columns, String type) {
        try {
            return parser.parseTableSchema(columns).equals(parser.parseDataType(type));
        } catch (Exception e) {
            // Scala declares no checked exceptions: ParseException among them. Then it is Spark's to complain.
            return false;
        }
    }
}
