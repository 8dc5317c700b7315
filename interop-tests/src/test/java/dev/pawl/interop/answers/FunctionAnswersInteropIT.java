package dev.pawl.interop.answers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every function Spark has built in answers what its documentation shows, on both. */
@ExtendWith(SparkExtension.class)
class FunctionAnswersInteropIT {
    private static final Map<String, String> CONFS = Map.of(
            "spark.sql.session.timeZone", "America/Los_Angeles",
            "spark.sql.timeType.enabled", "true",
            "spark.sql.geospatial.enabled", "true");

    private final FunctionExamples examples = new FunctionExamples();
    private final SparkHarness harness;

    FunctionAnswersInteropIT(SparkHarness harness) {
        this.harness = harness;
    }

    /** Whether an example makes one row of nothing: then it can be a column of a stream of one row. */
    private static boolean isColumns(SparkEngine spark, String example) {
        try {
            LogicalPlan plan = spark.parse(example);
            return plan instanceof Project project && project.child() instanceof OneRowRelation;
        } catch (Exception e) {
            return false;
        }
    }

    /** Asks the examples of each function, and gives what was asked for each. */
    private Map<String, List<String>> ask(Contest contest, Set<String> excused) {
        Map<String, List<String>> askedByFunction = new TreeMap<>();
        Set<String> columns = new LinkedHashSet<>();
        Set<String> tables = new LinkedHashSet<>();
        for (String function : examples.names()) {
            List<String> its = new ArrayList<>();
            for (String example : excused.contains(function) ? List.<String>of() : examples.queries(function)) {
                if (!example.startsWith("SELECT")) {
                    continue;
                }
                if (isColumns(contest.spark(), example)) {
                    String text = example.substring("SELECT".length()).strip();
                    its.add(text);
                    columns.add(text);
                } else if (SparkHarness.IS_FULL || its.stream().noneMatch(tables::contains)) {
                    // Each takes a plan and jobs of its own: one of each function will do for most days.
                    its.add(example);
                    tables.add(example);
                }
            }
            askedByFunction.put(function, its);
        }
        contest.columns(List.copyOf(columns), "one_row");
        tables.forEach(contest::table);
        return askedByFunction;
    }

    /** Functions by the checks that call them. */
    private Map<String, List<String>> askChecks(Contest contest) throws Exception {
        List<String> checks = Resource.lines("function-checks.txt");
        Map<String, List<String>> byFunction = new TreeMap<>();
        for (String check : checks) {
            for (String function : contest.spark().functionsOf("SELECT " + check)) {
                byFunction
                        .computeIfAbsent(function, unseen -> new ArrayList<>())
                        .add(check);
            }
        }
        contest.columns(checks, "one_row");
        return byFunction;
    }

    @Test
    void everyFunctionIsCoveredOrExcused() throws Exception {
        Map<String, String> excuses = new HashMap<>();
        for (String line : Resource.lines("excused-functions.txt")) {
            String[] nameAndReason = line.split(" ", 2);
            excuses.put(nameAndReason[0], nameAndReason[1]);
        }
        try (Contest contest = new Contest(harness, CONFS, Data.tables())) {
            Map<String, List<String>> asked = ask(contest, excuses.keySet());
            askChecks(contest).forEach((function, texts) -> asked.computeIfAbsent(function, unseen -> new ArrayList<>())
                    .addAll(texts));
            Set<String> covered = new TreeSet<>();
            for (String function : examples.names()) {
                if (asked.getOrDefault(function, List.of()).stream().anyMatch(contest::isSame)) {
                    covered.add(function);
                }
            }
            Reports.write(
                    "functions",
                    "covered " + covered.size() + " of " + examples.names().size() + " by name\n" + contest.report());
            Set<String> missing = new TreeSet<>(examples.names());
            missing.removeAll(covered);
            excuses.forEach((function, reason) -> {
                if (!reason.equals("varies")) {
                    missing.remove(function);
                }
            });
            assertThat(contest.of(Contest.Kind.DIFFERENT)).isEmpty();
            assertThat(missing).as("neither covered nor excused").isEmpty();
        }
    }
}
