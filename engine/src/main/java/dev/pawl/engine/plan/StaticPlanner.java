package dev.pawl.engine.plan;

import dev.pawl.engine.source.RowReader;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StaticSource;
import dev.pawl.engine.step.JoinKind;
import dev.pawl.engine.step.JoinStep;
import dev.pawl.engine.step.RowConsumer;
import dev.pawl.engine.step.SortRows;
import dev.pawl.engine.step.StaticRows;
import dev.pawl.engine.step.Step;
import dev.pawl.engine.step.StepInstance;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.InterpretedOrdering;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.Expand;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.Generate;
import org.apache.spark.sql.catalyst.plans.logical.GlobalLimit;
import org.apache.spark.sql.catalyst.plans.logical.Join;
import org.apache.spark.sql.catalyst.plans.logical.LocalLimit;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.catalyst.plans.logical.Range;
import org.apache.spark.sql.catalyst.plans.logical.Sort;
import org.apache.spark.sql.catalyst.plans.logical.SubqueryAlias;
import org.apache.spark.sql.catalyst.plans.logical.Union;
import org.apache.spark.sql.catalyst.plans.logical.Window;
import org.apache.spark.sql.catalyst.plans.logical.WindowGroupLimit;
import org.apache.spark.sql.catalyst.types.DataTypeUtils;
import org.apache.spark.sql.execution.datasources.v2.DataSourceV2Relation;
import org.apache.spark.sql.types.StructType;

/** Plans on static tables, as functions that give their rows. */
final class StaticPlanner {
    private static final int SEED = 0;

    private final StepPlanner steps;

    StaticPlanner(StepPlanner steps) {
        this.steps = steps;
    }

    StaticRows rows(LogicalPlan plan) {
        if (plan instanceof DataSourceV2Relation table) {
            return scan(table);
        }
        if (plan instanceof LocalRelation local) {
            List<InternalRow> rows = Seqs.list(local.data());
            return out -> {
                for (InternalRow row : rows) {
                    out.accept(row);
                }
            };
        }
        if (plan instanceof OneRowRelation) {
            return out -> out.accept(InternalRow.empty());
        }
        if (StepPlanner.isTransparent(plan) || plan instanceof SubqueryAlias) {
            return rows(plan.children().head());
        }
        if (plan instanceof Union union) {
            List<StaticRows> parts =
                    Seqs.list(union.children()).stream().map(this::rows).toList();
            return out -> {
                for (StaticRows part : parts) {
                    part.produce(out);
                }
            };
        }
        if (plan instanceof Project project) {
            return piped(project.child(), steps.project(project, columns(project.child())));
        }
        if (plan instanceof Filter filter) {
            return piped(filter.child(), steps.filter(filter, columns(filter.child())));
        }
        if (plan instanceof Generate generate) {
            return piped(generate.child(), steps.generate(generate, columns(generate.child())));
        }
        if (plan instanceof Expand expand) {
            return piped(expand.child(), steps.expand(expand, columns(expand.child())));
        }
        if (plan instanceof Range range) {
            return range(range);
        }
        if (plan instanceof Join join) {
            return join(join);
        }
        if (plan instanceof Aggregate aggregate) {
            return new StaticAggregates(steps).rows(aggregate, rows(aggregate.child()), columns(aggregate.child()));
        }
        if (plan instanceof Sort sort) {
            return new SortRows(
                    rows(sort.child()),
                    new InterpretedOrdering(sort.order(), sort.child().output()),
                    DataTypeUtils.fromAttributes(sort.child().output()));
        }
        if (plan instanceof Window window) {
            return new StaticWindows(steps, window).rows(rows(window.child()));
        }
        if (plan instanceof WindowGroupLimit limit) {
            // Only spares rows that a filter above drops as well.
            return rows(limit.child());
        }
        if (plan instanceof GlobalLimit limit) {
            return limited(limit.child(), limit.limitExpr().eval(InternalRow.empty()));
        }
        if (plan instanceof LocalLimit limit) {
            return rows(limit.child());
        }
        throw steps.unsupported(plan);
    }

    private static List<Attribute> columns(LogicalPlan plan) {
        return Seqs.list(plan.output());
    }

    private static StaticRows scan(DataSourceV2Relation relation) {
        RelationTable table = (RelationTable) relation.table();
        List<Attribute> columns = columns(relation);
        StructType required = DataTypeUtils.fromAttributes(Seqs.seq(columns));
        return out -> {
            try (StaticSource source = table.table().openStatic(required)) {
                for (Split split : source.splits()) {
                    try (RowReader reader = split.open()) {
                        while (reader.next()) {
                            out.accept(reader.row());
                        }
                    }
                }
            }
        };
    }

    private StaticRows piped(LogicalPlan child, Step step) {
        StaticRows rows = rows(child);
        return out -> {
            StepInstance instance = step.instance(out);
            instance.start(SEED);
            rows.produce(instance);
        };
    }

    private static StaticRows range(Range range) {
        return out -> {
            // Ends may lie so far apart that a long cannot hold the distance.
            BigInteger count = range.numElements().bigInteger();
            GenericInternalRow row = new GenericInternalRow(1);
            long value = range.start();
            for (BigInteger i = BigInteger.ZERO; i.compareTo(count) < 0; i = i.add(BigInteger.ONE)) {
                row.update(0, value);
                out.accept(row);
                value += range.step();
            }
        };
    }

    private StaticRows join(Join join) {
        if (join.joinType().sql().equals("FULL OUTER")) {
            StaticRows left =
                    piped(join.left(), steps.join(join, JoinKind.OUTER, JoinStep.Side.LEFT, columns(join.left())));
            StaticRows unmatched =
                    piped(join.right(), steps.join(join, JoinKind.ANTI, JoinStep.Side.RIGHT, columns(join.right())));
            InternalRow nothing = new GenericInternalRow(join.left().output().size());
            return out -> {
                left.produce(out);
                JoinedRow joined = new JoinedRow();
                unmatched.produce(row -> out.accept(joined.apply(nothing, row)));
            };
        }
        boolean isRight = join.joinType().sql().equals("RIGHT OUTER");
        LogicalPlan streamed = isRight ? join.right() : join.left();
        return piped(
                streamed,
                steps.staticJoin(join, isRight ? JoinStep.Side.RIGHT : JoinStep.Side.LEFT, columns(streamed)));
    }

    private StaticRows limited(LogicalPlan child, Object limit) {
        StaticRows rows = rows(child);
        int most = (int) limit;
        return out -> {
            RowConsumer counted = new RowConsumer() {
                private int count;

                @Override
                public void accept(InternalRow row) throws IOException {
                    if (count < most) {
                        count++;
                        out.accept(row);
                    }
                }
            };
            rows.produce(counted);
        };
    }
}
