package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.Claims;
import dev.pawl.pipeline.ConfNames;
import dev.pawl.pipeline.NamedView;
import dev.pawl.pipeline.Pipeline;
import dev.pawl.pipeline.PipelineQuery;
import dev.pawl.pipeline.QueryText;
import dev.pawl.pipeline.SetConf;
import dev.pawl.pipeline.SourceView;
import dev.pawl.pipeline.Statement;
import dev.pawl.pipeline.StreamingTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnsupportedOperationChecker$;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.streaming.InternalOutputModes;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.streaming.OutputMode;

/** Turns the statements of a pipeline, one after the other, into queries that Spark can start; starts none. */
final class SparkCompiler {
    private final SparkSession session;
    private final SparkFormats formats;
    private final Relations relations;
    private final Claims claims;

    SparkCompiler(SparkSession session) {
        this.session = session;
        this.formats = new SparkFormats(session);
        this.relations = new Relations(session, formats);
        this.claims = new Claims(table -> !formats.isFiles(table.format(), table.position()));
    }

    List<SparkQuery> compile(Pipeline pipeline) {
        List<SparkQuery> queries = new ArrayList<>();
        for (Statement statement : pipeline.statements()) {
            add(statement).ifPresent(queries::add);
        }
        return queries;
    }

    private Optional<SparkQuery> add(Statement statement) {
        if (statement instanceof SetConf conf) {
            set(conf);
        } else if (statement instanceof SourceView source) {
            relations.define(source);
        } else if (statement instanceof NamedView view) {
            relations.define(view.name(), analyzed(session, view.query()));
        } else if (statement instanceof StreamingTable table) {
            formats.requireSink(table.format(), table.position());
            EmbeddedOnly.checkProperties(table);
        }
        return PipelineQuery.of(statement, claims).map(this::query);
    }

    private void set(SetConf conf) {
        ConfNames.requireKnown(conf.key(), conf.position());
        // Those of file systems are the process's: Sessions has taken them.
        if (!conf.key().startsWith(ConfNames.HADOOP)) {
            try {
                session.conf().set(conf.key(), conf.value());
            } catch (Exception e) {
                throw Problems.ofCompiler(conf.position(), e);
            }
        }
    }

    private SparkQuery query(PipelineQuery query) {
        // What is set later in the file is for later queries.
        SparkSession own = session.cloneSession();
        Dataset<Row> rows = analyzed(own, query.text());
        if (!rows.isStreaming()) {
            throw new PawlException(
                    ErrorCode.PIPELINE_INVALID,
                    query.text().position() + ": the query reads no stream: write FROM STREAM before a source.");
        }
        try {
            UnsupportedOperationChecker$.MODULE$.checkForStreaming(
                    rows.queryExecution().analyzed(),
                    outputMode(query.properties().outputMode()));
        } catch (Exception e) {
            throw Problems.ofCompiler(query.text().position(), e);
        }
        EmbeddedOnly.checkSources(query, rows.queryExecution().analyzed());
        if (query.isOfTable()) {
            relations.defineTarget(query, rows.schema());
        }
        return new SparkQuery(query, rows, query.properties().trigger());
    }

    private static OutputMode outputMode(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "append" -> InternalOutputModes.Append$.MODULE$;
            case "update" -> InternalOutputModes.Update$.MODULE$;
            default -> InternalOutputModes.Complete$.MODULE$;
        };
    }

    private Dataset<Row> analyzed(SparkSession in, QueryText query) {
        try {
            LogicalPlan parsed = session.sessionState().sqlParser().parsePlan(query.inPlace());
            return Dataset$.MODULE$.ofRows(in, relations.put(parsed));
        } catch (Exception e) {
            throw relations.problem(query.position(), e);
        }
    }
}
