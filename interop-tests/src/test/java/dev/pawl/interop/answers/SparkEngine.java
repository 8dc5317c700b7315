package dev.pawl.interop.answers;

import dev.pawl.interop.SparkHarness;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.classic.Dataset;
import org.apache.spark.sql.classic.Dataset$;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Real Spark: queries run as batches over plain tables of the same rows. */
final class SparkEngine {
    private final SparkSession session;

    SparkEngine(SparkHarness harness, Map<String, String> confs, List<Table> tables) {
        this.session = (SparkSession) harness.session(confs);
        // Sums of fractions depend on how rows are spread.
        session.conf().set("spark.sql.leafNodeDefaultParallelism", 1);
        session.conf().set("spark.sql.shuffle.partitions", 1);
        // Rows are to be worked out by tasks, as those of a stream are.
        session.conf()
                .set(
                        "spark.sql.optimizer.excludedRules",
                        "org.apache.spark.sql.catalyst.optimizer.ConvertToLocalRelation");
        for (Table table : tables) {
            Seq<Attribute> columns = attributes(table.columns());
            Seq<InternalRow> rows = CollectionConverters.asScala(table.rows()).toSeq();
            LogicalPlan plan = new LocalRelation(columns, rows, false, Option.empty());
            Dataset$.MODULE$.ofRows(session, plan).createOrReplaceTempView(table.name());
        }
    }

    @SuppressWarnings("unchecked")
    private static Seq<Attribute> attributes(StructType columns) {
        return (Seq<Attribute>) (Seq<?>) DataTypeUtils.toAttributes(columns);
    }

    LogicalPlan parse(String query) throws Exception {
        return session.sessionState().sqlParser().parsePlan(query);
    }

    /** The functions a query calls by name. */
    Set<String> functionsOf(String query) throws Exception {
        Set<String> names = new TreeSet<>();
        parse(query).foreach(node -> {
            CollectionConverters.asJava(node.expressions())
                    .forEach(expression -> expression.foreach(part -> {
                        if (part instanceof UnresolvedFunction function) {
                            names.add(function.nameParts().last().toLowerCase(Locale.ROOT));
                        }
                        return null;
                    }));
            return null;
        });
        return names;
    }

    Answer answer(String query) {
        try {
            Dataset<?> result = (Dataset<?>) session.sql(query.replaceAll("\\bSTREAM ", ""));
            SparkPlan plan = result.queryExecution().executedPlan();
            return Answer.of(result.schema(), Arrays.asList(plan.executeCollect()));
        } catch (Exception e) {
            return Answer.failed(e);
        }
    }
}
