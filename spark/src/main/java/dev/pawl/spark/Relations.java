package dev.pawl.spark;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.pipeline.PipelineQuery;
import dev.pawl.pipeline.Position;
import dev.pawl.pipeline.QueryProperties;
import dev.pawl.pipeline.SourceView;
import dev.pawl.pipeline.StreamingTable;
import dev.pawl.pipeline.UnreadableTargets;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.analysis.UnresolvedRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias$;
import org.apache.spark.sql.catalyst.plans.logical.UnresolvedWith;
import org.apache.spark.sql.classic.DataFrameReader;
import org.apache.spark.sql.classic.DataStreamReader;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.Tuple3;
import scala.jdk.javaapi.CollectionConverters;

/**
 * The names a pipeline has defined. Each means two things: a stream after {@code STREAM}, and a table without. Spark's views mean one,
 * so streams are put into a plan before Spark looks at it, and tables become views. Nothing is opened before a query names it.
 */
final class Relations {
    private final SparkSession session;
    private final SparkFormats formats;
    private final Map<String, Relation> relations = new HashMap<>();
    private final UnreadableTargets unreadable = new UnreadableTargets();

    Relations(SparkSession session, SparkFormats formats) {
        this.session = session;
        this.formats = formats;
    }

    private void put(String name, Relation relation) {
        relations.put(name.toLowerCase(Locale.ROOT), relation);
    }

    void define(SourceView source) {
        formats.requireKnown(source.format(), source.position());
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(source.options());
        if (formats.hasPlaces(source.format(), source.position())) {
            options.computeIfPresent(QueryProperties.PATH, (name, path) -> Places.qualified(path));
        }
        Input input = new Input(source.position(), source.format(), source.columns(), options);
        put(source.name(), new Relation(source.name(), input::stream, input::table));
    }

    /** A named step. */
    void define(String name, Dataset<Row> step) {
        put(name, new Relation(name, () -> step, () -> step));
    }

    /** What a query writes others may read, from its place; which need not be there yet. */
    void defineTarget(PipelineQuery query, StructType written) {
        StreamingTable target = query.target();
        String path = query.properties().ofSink().get(QueryProperties.PATH);
        if (path == null || !formats.hasPlaces(target.format(), target.position())) {
            unreadable.add(target);
            return;
        }
        String place = Places.qualified(path);
        boolean isDelta = DeltaTable.isFormat(target.format());
        Input input = new Input(
                target.position(),
                target.format(),
                isDelta ? Optional.empty() : Optional.of(written.asNullable()),
                isDelta
                        ? Map.of(QueryProperties.PATH, place)
                        : reading(query.properties().ofSink(), target, place));
        Runnable make =
                isDelta ? () -> DeltaTable.of(query, place, written).makeIfAbsent(session) : () -> makeDirectory(place);
        // Spark puts the columns that files are partitioned by at the end.
        Column[] columns = Arrays.stream(written.fieldNames())
                .map(name -> functions.col(quoted(name)))
                .toArray(Column[]::new);
        put(
                target.name(),
                new Relation(
                        target.name(),
                        after(make, () -> input.stream().select(columns)),
                        after(make, () -> input.table().select(columns))));
    }

    /** What was written with the options of a sink is not understood without them. */
    private static Map<String, String> reading(Map<String, String> ofSink, StreamingTable target, String place) {
        Map<String, String> options = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        options.putAll(ofSink);
        options.remove("wholetext");
        // Values of CSV may hold line breaks; JSON is written a row a line.
        options.put("multiLine", Boolean.toString(target.format().equalsIgnoreCase("csv")));
        options.put(QueryProperties.PATH, place);
        return options;
    }

    private static Callable<Dataset<Row>> after(Runnable first, Callable<Dataset<Row>> then) {
        return () -> {
            first.run();
            return then.call();
        };
    }

    static String quoted(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private void makeDirectory(String place) {
        Path path = new Path(place);
        try {
            path.getFileSystem(session.sessionState().newHadoopConf()).mkdirs(path);
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE, place + " cannot be made: " + e.getMessage() + ".", e);
        }
    }

    /** What a statement fails with that Spark does not compile. */
    RuntimeException problem(Position position, Exception e) {
        return unreadable
                .refusal(position, e)
                .map(RuntimeException.class::cast)
                .orElseGet(() -> Problems.ofCompiler(position, e));
    }

    /** A parsed plan with what its names mean: streams in their places, tables as views of the session. */
    LogicalPlan put(LogicalPlan parsed) {
        return parsed.transformUpWithSubqueries(new Rewrite(this::resolved));
    }

    private LogicalPlan resolved(LogicalPlan plan) {
        if (plan instanceof UnresolvedRelation named) {
            Relation relation = relations.get(named.tableName().toLowerCase(Locale.ROOT));
            if (relation != null && named.isStreaming()) {
                return SubqueryAlias$.MODULE$.apply(
                        named.tableName(), relation.stream().logicalPlan());
            }
            if (relation != null) {
                relation.defineView();
            }
        }
        // Named queries of WITH are no children of their plan.
        if (plan instanceof UnresolvedWith with) {
            List<Tuple3<String, SubqueryAlias, Option<Object>>> named = new ArrayList<>();
            for (Tuple3<String, SubqueryAlias, Option<Object>> each :
                    CollectionConverters.asJava(with.cteRelations())) {
                named.add(new Tuple3<>(each._1(), (SubqueryAlias) put(each._2()), each._3()));
            }
            return with.copy(with.child(), CollectionConverters.asScala(named).toSeq(), with.allowRecursion());
        }
        return plan;
    }

    /** What is read, and how. */
    private final class Input {
        private final Position position;
        private final String format;
        private final Optional<StructType> columns;
        private final Map<String, String> options;

        Input(Position position, String format, Optional<StructType> columns, Map<String, String> options) {
            this.position = position;
            this.format = format;
            this.columns = columns;
            this.options = options;
        }

        Dataset<Row> stream() {
            DataStreamReader reader = session.readStream().format(format).options(options);
            columns.ifPresent(reader::schema);
            return reported(reader::load);
        }

        Dataset<Row> table() {
            DataFrameReader reader = session.read().format(format).options(options);
            columns.ifPresent(reader::schema);
            return reported(reader::load);
        }

        private Dataset<Row> reported(Callable<Dataset<Row>> load) {
            try {
                return load.call();
            } catch (Exception e) {
                throw Problems.ofCompiler(position, e);
            }
        }
    }

    /** One name, opened at most once each way. */
    private static final class Relation {
        private final String name;
        private final Callable<Dataset<Row>> openStream;
        private final Callable<Dataset<Row>> openTable;
        private Optional<Dataset<Row>> stream = Optional.empty();
        private boolean isView;

        Relation(String name, Callable<Dataset<Row>> openStream, Callable<Dataset<Row>> openTable) {
            this.name = name;
            this.openStream = openStream;
            this.openTable = openTable;
        }

        Dataset<Row> stream() {
            if (stream.isEmpty()) {
                stream = Optional.of(open(openStream));
            }
            return stream.get();
        }

        void defineView() {
            if (!isView) {
                open(openTable).createOrReplaceTempView(quoted(name));
                isView = true;
            }
        }

        private static Dataset<Row> open(Callable<Dataset<Row>> opening) {
            try {
                return opening.call();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException("a relation cannot be opened", e);
            }
        }
    }
}
