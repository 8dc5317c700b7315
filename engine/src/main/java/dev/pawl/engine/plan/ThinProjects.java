package dev.pawl.engine.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Aggregate;
import org.apache.spark.sql.catalyst.plans.logical.EventTimeWatermark;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;

/**
 * Projections of streams that only pick columns, or fields of them, for others that make rows of their own: these pick for themselves,
 * and no row is made between.
 */
final class ThinProjects {
    static final ThinProjects NONE = new ThinProjects();

    private final Set<Project> thin = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<ExprId, Expression> meanings = new HashMap<>();

    private ThinProjects() {}

    /** @param isNeeded a projection that is one for other reasons */
    ThinProjects(LogicalPlan plan, Predicate<Project> isNeeded) {
        List<Project> candidates = new ArrayList<>();
        Map<ExprId, Integer> definitions = new HashMap<>();
        plan.foreach(node -> {
            boolean makesRows = node instanceof Project || node instanceof Aggregate;
            if (makesRows
                    && beneath(node) instanceof Project project
                    && !isNeeded.test(project)
                    && onlyPicks(project)) {
                candidates.add(project);
            }
            if (node instanceof Project project) {
                aliases(project).forEach(alias -> definitions.merge(alias.exprId(), 1, Integer::sum));
            }
            return null;
        });
        for (Project project : candidates) {
            // Both sides of a union may define the same columns, each for itself.
            if (aliases(project).stream().allMatch(alias -> definitions.getOrDefault(alias.exprId(), 0) == 1)) {
                thin.add(project);
                aliases(project).forEach(alias -> meanings.put(alias.exprId(), alias.child()));
            }
        }
    }

    private static LogicalPlan beneath(LogicalPlan node) {
        LogicalPlan below = node.children().head();
        while (below instanceof Filter || below instanceof EventTimeWatermark || StepPlanner.isTransparent(below)) {
            below = below.children().head();
        }
        return below;
    }

    private static boolean onlyPicks(Project project) {
        return project.isStreaming()
                && Seqs.list(project.projectList()).stream()
                        .allMatch(column -> column instanceof Attribute
                                || (column instanceof Alias alias && isPicked(alias.child())));
    }

    private static boolean isPicked(Expression expression) {
        return expression instanceof Attribute
                || (expression instanceof GetStructField field && isPicked(field.child()));
    }

    private static List<Alias> aliases(Project project) {
        List<Alias> aliases = new ArrayList<>();
        for (NamedExpression column : Seqs.list(project.projectList())) {
            if (column instanceof Alias alias) {
                aliases.add(alias);
            }
        }
        return aliases;
    }

    /** Whether no row is made of a projection: those above it get the rows below it. */
    boolean contains(Project project) {
        return thin.contains(project);
    }

    /** By the columns of such projections, what they stand for. */
    Map<ExprId, Expression> meanings() {
        return meanings;
    }
}
