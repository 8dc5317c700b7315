package dev.pawl.pipeline;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.misc.Interval;
import org.apache.spark.sql.catalyst.parser.AstBuilder;
import org.apache.spark.sql.catalyst.parser.SqlBaseParser;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** Turns Spark's parse tree of a statement into data; refuses statements that a pipeline has no use for. */
final class StatementReader {
    private static final String PERMITTED = "A pipeline is made of SET, CREATE TEMPORARY VIEW, CREATE STREAMING TABLE"
            + " and CREATE FLOW … AS INSERT INTO … BY NAME.";

    private static final Pattern SET = Pattern.compile(
            "SET\\s+(?<key>`[^`]+`|[^=\\s]+)\\s*=(?<value>.*)", Pattern.DOTALL | Pattern.CASE_INSENSITIVE);

    private final QueryText statement;
    private final AstBuilder ast;

    StatementReader(QueryText statement, AstBuilder ast) {
        this.statement = statement;
        this.ast = ast;
    }

    Statement read(SqlBaseParser.SingleStatementContext tree) {
        ParserRuleContext body = tree.setResetStatement() == null ? tree.statement() : tree.setResetStatement();
        if (body instanceof SqlBaseParser.SetConfigurationContext
                || body instanceof SqlBaseParser.SetQuotedConfigurationContext) {
            return setConf(body);
        }
        if (body instanceof SqlBaseParser.SetTimeZoneContext set && set.timezone() != null) {
            return new SetConf(position(set), "spark.sql.session.timeZone", unquoted(text(set.timezone())));
        }
        if (body instanceof SqlBaseParser.CreateTempViewUsingContext view) {
            return source(view);
        }
        if (body instanceof SqlBaseParser.CreateViewContext view && view.TEMPORARY() != null) {
            return new NamedView(position(view), name(view.identifierReference()), query(view.query()));
        }
        if (body instanceof SqlBaseParser.CreatePipelineDatasetContext table
                && table.createPipelineDatasetHeader().streamingTable() != null) {
            return table(table);
        }
        if (body instanceof SqlBaseParser.CreatePipelineInsertIntoFlowContext flow) {
            return flow(flow);
        }
        throw invalid(PERMITTED);
    }

    private SetConf setConf(ParserRuleContext set) {
        Matcher conf = SET.matcher(text(set));
        if (!conf.matches()) {
            throw invalid("A configuration is set with SET key = value.");
        }
        return new SetConf(
                position(set), unquoted(conf.group("key")), conf.group("value").strip());
    }

    private SourceView source(SqlBaseParser.CreateTempViewUsingContext view) {
        Optional<StructType> columns = Optional.ofNullable(view.colTypeList()).map(ast::createSchema);
        return new SourceView(
                position(view),
                view.tableIdentifier().getText().replace("`", ""),
                columns,
                format(view.tableProvider()),
                properties(view.propertyList()));
    }

    private StreamingTable table(SqlBaseParser.CreatePipelineDatasetContext table) {
        SqlBaseParser.CreateTableClausesContext clauses = table.createTableClauses();
        if (table.tableProvider() == null) {
            throw invalid("The streaming table says no format: add USING, for example USING delta.");
        }
        Map<String, String> properties = new LinkedHashMap<>();
        clauses.propertyList().forEach(list -> properties.putAll(properties(list)));
        clauses.expressionPropertyList().forEach(list -> {
            throw invalid("Options of a streaming table belong into TBLPROPERTIES.");
        });
        clauses.locationSpec().forEach(location -> properties.put("path", unquoted(text(location.stringLit()))));
        return new StreamingTable(
                position(table),
                name(table.createPipelineDatasetHeader().identifierReference()),
                format(table.tableProvider()),
                properties,
                partitionColumns(clauses),
                Optional.ofNullable(table.query()).map(this::query));
    }

    private List<String> partitionColumns(SqlBaseParser.CreateTableClausesContext clauses) {
        return clauses.partitionFieldList().stream()
                .flatMap(list -> list.partitionField().stream())
                .map(field -> {
                    String column = text(field).replace("`", "");
                    if (!(field instanceof SqlBaseParser.PartitionTransformContext) || column.contains("(")) {
                        throw invalid("PARTITIONED BY takes names of columns, found " + column + ".");
                    }
                    return column;
                })
                .toList();
    }

    private Flow flow(SqlBaseParser.CreatePipelineInsertIntoFlowContext flow) {
        if (!(flow.insertInto() instanceof SqlBaseParser.InsertIntoTableContext target) || target.NAME() == null) {
            throw invalid("A flow is written CREATE FLOW name AS INSERT INTO target BY NAME SELECT ….");
        }
        return new Flow(
                position(flow),
                name(flow.createPipelineFlowHeader().flowName),
                name(target.identifierReference()),
                query(flow.query()));
    }

    private String format(SqlBaseParser.TableProviderContext provider) {
        return String.join(".", names(provider.multipartIdentifier()));
    }

    private String name(SqlBaseParser.IdentifierReferenceContext reference) {
        if (reference.multipartIdentifier() == null) {
            throw invalid("IDENTIFIER(…) cannot name a table of a pipeline.");
        }
        return String.join(".", names(reference.multipartIdentifier()));
    }

    private List<String> names(SqlBaseParser.MultipartIdentifierContext identifier) {
        return CollectionConverters.asJava(ast.visitMultipartIdentifier(identifier));
    }

    private Map<String, String> properties(SqlBaseParser.@Nullable PropertyListContext list) {
        return list == null ? Map.of() : CollectionConverters.asJava(ast.visitPropertyKeyValues(list));
    }

    private QueryText query(SqlBaseParser.QueryContext query) {
        return new QueryText(position(query), text(query));
    }

    private Position position(ParserRuleContext tree) {
        return new Position(
                statement.position().file(),
                tree.getStart().getLine(),
                tree.getStart().getCharPositionInLine() + 1);
    }

    /** As it was written, with comments. */
    private static String text(ParserRuleContext tree) {
        return tree.getStart()
                .getInputStream()
                .getText(Interval.of(
                        tree.getStart().getStartIndex(), tree.getStop().getStopIndex()));
    }

    private static String unquoted(String text) {
        boolean isQuoted = text.length() > 1
                && "'\"`".indexOf(text.charAt(0)) >= 0
                && text.charAt(text.length() - 1) == text.charAt(0);
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }

    private PawlException invalid(String why) {
        return new PawlException(ErrorCode.PIPELINE_INVALID, statement.position() + ": " + why);
    }
}
