package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.Token;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.parser.SqlBaseLexer;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.catalyst.parser.UpperCaseCharStream;

/** Cuts a file into statements with Spark's lexer, and reads each with Spark's grammar. */
final class PipelineParser {
    private final String file;
    private final CatalystSqlParser sql = new CatalystSqlParser();

    PipelineParser(String file) {
        this.file = file;
    }

    Pipeline parse(String text) {
        List<Statement> statements = new ArrayList<>();
        for (QueryText statement : cut(text)) {
            statements.add(statement(statement));
        }
        checkNames(statements);
        return new Pipeline(file, statements);
    }

    /** The texts between semicolons, without those that hold nothing but comments. */
    private List<QueryText> cut(String text) {
        SqlBaseLexer lexer = new SqlBaseLexer(new UpperCaseCharStream(CharStreams.fromString(text)));
        lexer.removeErrorListeners();
        List<QueryText> found = new ArrayList<>();
        Token first = null;
        for (Token token = lexer.nextToken(); ; token = lexer.nextToken()) {
            boolean isEnd = token.getType() == Token.EOF || token.getType() == SqlBaseLexer.SEMICOLON;
            if (isEnd && first != null) {
                // The lexer counts code points, and so does this.
                String statement = text.substring(
                        text.offsetByCodePoints(0, first.getStartIndex()),
                        text.offsetByCodePoints(0, token.getStartIndex()));
                found.add(new QueryText(
                        new Position(file, first.getLine(), first.getCharPositionInLine() + 1),
                        statement.stripTrailing()));
                first = null;
            } else if (!isEnd && first == null && token.getChannel() == Token.DEFAULT_CHANNEL) {
                first = token;
            }
            if (token.getType() == Token.EOF) {
                return found;
            }
        }
    }

    private Statement statement(QueryText statement) {
        try {
            SqlBaseParser.SingleStatementContext tree = sql.parse(statement.inPlace(), SqlBaseParser::singleStatement);
            return new StatementReader(statement, sql.astBuilder()).read(tree);
        } catch (Exception e) {
            // Scala does not declare it, so javac does not let it be caught by its name.
            if (!(e instanceof AnalysisException)) {
                throw e;
            }
            throw new PawlException(
                    ErrorCode.PIPELINE_INVALID,
                    statement.position() + ": " + SparkErrors.firstLines(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static void checkNames(List<Statement> statements) {
        Map<String, Position> names = new HashMap<>();
        for (Statement statement : statements) {
            String name = nameOf(statement);
            Position earlier =
                    name.isEmpty() ? null : names.putIfAbsent(name.toLowerCase(Locale.ROOT), statement.position());
            if (earlier != null) {
                throw new PawlException(
                        ErrorCode.PIPELINE_INVALID,
                        statement.position() + ": " + name + " is defined already, at " + earlier + ".");
            }
        }
    }

    private static String nameOf(Statement statement) {
        if (statement instanceof SourceView source) {
            return source.name();
        }
        if (statement instanceof NamedView view) {
            return view.name();
        }
        if (statement instanceof StreamingTable table) {
            return table.name();
        }
        return statement instanceof Flow flow ? flow.name() : "";
    }
}
