package dev.pawl.engine.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.ConditionalExpression;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.optimizer.CollapseProject$;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Puts the decoding of JSON into a projection of its own, below all that wants something of it: Spark's optimiser leaves every filter
 * and column to decode the same text again, each for a part of the schema.
 */
final class JsonOnce {
    private final Set<ExprId> decoded = new HashSet<>();
    private AskedFields asked = AskedFields.NONE;

    LogicalPlan in(LogicalPlan plan) {
        LogicalPlan rewritten = plan.transformDown(new Rewrite<>(this::rewritten));
        asked = AskedFields.of(rewritten);
        return rewritten;
    }

    /** The fields of a decoder that anybody wants, by their places: its schema may have more. */
    BitSet wanted(Alias decoder) {
        return asked.of(decoder.exprId());
    }

    /** Whether a projection is one that was made here: columns that pass, and decoded JSON. */
    boolean isDecoding(Project project) {
        return Seqs.list(project.projectList()).stream().anyMatch(column -> decoded.contains(column.exprId()));
    }

    /** The decoders of a projection that was made here. */
    List<Alias> decoders(Project project) {
        List<Alias> decoders = new ArrayList<>();
        for (NamedExpression column : Seqs.list(project.projectList())) {
            if (column instanceof Alias alias && decoded.contains(alias.exprId())) {
                decoders.add(alias);
            }
        }
        return decoders;
    }

    private LogicalPlan rewritten(LogicalPlan plan) {
        if (plan instanceof Project project && !isDecoding(project)) {
            return rewritten(collapsed(project));
        }
        return plan instanceof Filter
                ? rewritten(plan, List.<NamedExpression>copyOf(Seqs.list(plan.output())), plan)
                : plan;
    }

    private LogicalPlan rewritten(Project project) {
        return rewritten(project, Seqs.list(project.projectList()), project.child());
    }

    /** A projection of nothing but decoded JSON is made part of that above it, which takes the JSON apart. */
    private Project collapsed(Project upper) {
        if (upper.child() instanceof Project lower && !isDecoding(lower) && isOnlyDecoding(lower)) {
            return new Project(
                    CollapseProject$.MODULE$.buildCleanedProjectList(upper.projectList(), lower.projectList()),
                    lower.child());
        }
        return upper;
    }

    private static boolean isOnlyDecoding(Project project) {
        boolean isDecoding = false;
        for (NamedExpression column : Seqs.list(project.projectList())) {
            boolean decodes = column instanceof Alias alias && isCandidate(alias.child());
            if (!decodes && !(column instanceof Attribute)) {
                return false;
            }
            isDecoding |= decodes;
        }
        return isDecoding;
    }

    /**
     * @param columns what the plan gives
     * @param below the filters below the columns
     */
    private LogicalPlan rewritten(LogicalPlan plan, List<NamedExpression> columns, LogicalPlan below) {
        List<Expression> conditions = new ArrayList<>();
        LogicalPlan base = below;
        while (base instanceof Filter filter && filter.condition().deterministic()) {
            List<Expression> conjuncts = new ArrayList<>();
            split(filter.condition(), conjuncts);
            conditions.addAll(0, conjuncts);
            base = filter.child();
        }
        Map<Source, JsonDecoder> decoders = new LinkedHashMap<>();
        columns.forEach(column -> collect((Expression) column, decoders));
        conditions.forEach(condition -> collect(condition, decoders));
        if (decoders.isEmpty()) {
            return plan;
        }
        List<NamedExpression> rewrittenColumns = new ArrayList<>();
        columns.forEach(column -> rewrittenColumns.add((NamedExpression) replaced((Expression) column, decoders)));
        int first = 0;
        while (first < conditions.size() && !usesAny(conditions.get(first), decoders)) {
            first++;
        }
        List<Expression> before = conditions.subList(0, first);
        List<Expression> after = conditions.subList(first, conditions.size()).stream()
                .map(condition -> replaced(condition, decoders))
                .toList();
        LogicalPlan decoding = new Project(decoding(base, rewrittenColumns, after, decoders), filtered(before, base));
        return new Project(Seqs.seq(rewrittenColumns), filtered(after, decoding));
    }

    private static LogicalPlan filtered(List<Expression> conditions, LogicalPlan plan) {
        return conditions.isEmpty()
                ? plan
                : new Filter(conditions.stream().reduce(And::new).orElseThrow(), plan);
    }

    private static void split(Expression condition, List<Expression> conjuncts) {
        if (condition instanceof And and) {
            split(and.left(), conjuncts);
            split(and.right(), conjuncts);
        } else {
            conjuncts.add(condition);
        }
    }

    /** The columns that something above wants, and the decoded ones. */
    private scala.collection.immutable.Seq<NamedExpression> decoding(
            LogicalPlan base,
            List<NamedExpression> columns,
            List<Expression> conditions,
            Map<Source, JsonDecoder> decoders) {
        Set<ExprId> wanted = new HashSet<>();
        columns.forEach(column -> wanted.addAll(references((Expression) column)));
        conditions.forEach(condition -> wanted.addAll(references(condition)));
        List<NamedExpression> all = new ArrayList<>();
        Seqs.list(base.output()).stream()
                .filter(column -> wanted.contains(column.exprId()))
                .forEach(all::add);
        for (JsonDecoder decoder : decoders.values()) {
            decoded.add(decoder.id());
            all.add(decoder.alias());
        }
        return Seqs.seq(all);
    }

    private static Set<ExprId> references(Expression expression) {
        Set<ExprId> ids = new HashSet<>();
        expression.references().foreach(column -> ids.add(column.exprId()));
        return ids;
    }

    // --- which JSON -------------------------------------------------------------------------------------------------

    /** JSON that is decoded in the same way, for one schema or parts of it. */
    private record Source(Expression text, Object options, Option<String> zone, boolean allowsDuplicateKeys) {
        static Source of(JsonToStructs json) {
            return new Source(
                    json.child().canonicalized(), json.options(), json.timeZoneId(), json.variantAllowDuplicateKeys());
        }
    }

    /** Never throws, and its text is at hand: it can be decoded before anybody asks for it. */
    private static boolean isCandidate(Expression expression) {
        return expression instanceof JsonToStructs json
                && json.options().isEmpty()
                && json.schema() instanceof StructType schema
                && new HashSet<>(List.of(schema.fieldNames())).size() == schema.length()
                && isAtHand(json.child());
    }

    private static boolean isAtHand(Expression text) {
        return text instanceof Attribute
                || (text instanceof Cast cast
                        && cast.child() instanceof Attribute column
                        && column.dataType() instanceof BinaryType
                        && cast.dataType() instanceof StringType);
    }

    /** What is evaluated only if something else is so stays where it is. */
    private static void collect(Expression expression, Map<Source, JsonDecoder> decoders) {
        if (isCandidate(expression)) {
            JsonToStructs json = (JsonToStructs) expression;
            decoders.merge(Source.of(json), JsonDecoder.of(json), JsonDecoder::plus);
            return;
        }
        List<Expression> parts = expression instanceof ConditionalExpression conditional
                ? Seqs.list(conditional.alwaysEvaluatedInputs())
                : Seqs.list(expression.children());
        parts.forEach(part -> collect(part, decoders));
    }

    private static boolean usesAny(Expression expression, Map<Source, JsonDecoder> decoders) {
        return expression.exists(part -> isCandidate(part) && decoders.containsKey(Source.of((JsonToStructs) part)));
    }

    private static Expression replaced(Expression expression, Map<Source, JsonDecoder> decoders) {
        return expression.transformDown(new Rewrite<>(part -> {
            if (part instanceof GetStructField field && isCandidate(field.child())) {
                JsonToStructs json = (JsonToStructs) field.child();
                JsonDecoder decoder = decoders.get(Source.of(json));
                return decoder == null ? part : decoder.field(field);
            }
            if (isCandidate(part)) {
                JsonToStructs json = (JsonToStructs) part;
                JsonDecoder decoder = decoders.get(Source.of(json));
                return decoder == null ? part : decoder.whole(json);
            }
            return part;
        }));
    }
}
