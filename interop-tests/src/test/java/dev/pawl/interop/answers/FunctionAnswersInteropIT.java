package dev.pawl.interop.answers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.OneRowRelation;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every function Spark has built in answers what its documentation shows, on both. */
@ExtendWith(SparkExtension.class)
class FunctionAnswersInteropIT {
    private static final Map<String, String> CONFS = Map.of("spark.sql.session.timeZone", "America/Los_Angeles");

    private final FunctionExamples examples = new FunctionExamples();
    private final SparkHarness harness;

    FunctionAnswersInteropIT(SparkHarness harness) {
        this.harness = harness;
    }

    /** An example as a column of one row where that is possible, else as a static table that one row is joined with. */
    private record Asked(String text, boolean isColumn) {}

    private static Asked asked(SparkEngine spark, String example) {
        if (!example.toUpperCase(java.util.Locale.ROOT).startsWith("SELECT")) {
            return new Asked(example, false);
        }
        try {
            LogicalPlan plan = spark.parse(example);
            if (plan instanceof Project project && project.child() instanceof OneRowRelation) {
                return new Asked(example.substring("SELECT".length()).strip(), true);
            }
        } catch (Exception e) {
            return new Asked(example, false);
        }
        return new Asked("SELECT t.* FROM STREAM one_row CROSS JOIN (" + example + ") t", false);
    }

    private Map<String, List<String>> ask(Contest contest) {
        Map<String, List<String>> askedByFunction = new TreeMap<>();
        List<String> columns = new ArrayList<>();
        Set<String> queries = new TreeSet<>();
        for (String function : examples.names()) {
            List<String> its = new ArrayList<>();
            for (String example : examples.queries(function)) {
                Asked asked = asked(contest.spark(), example);
                its.add(asked.text());
                if (asked.isColumn()) {
                    columns.add(asked.text());
                } else {
                    queries.add(asked.text());
                }
            }
            askedByFunction.put(function, its);
        }
        contest.columns(columns.stream().distinct().toList(), "one_row");
        queries.forEach(contest::query);
        return askedByFunction;
    }

    @Test
    void everyFunctionIsCoveredOrExcused() {
        Map<String, String> excuses = new HashMap<>();
        for (String line : Resource.lines("excused-functions.txt")) {
            String[] nameAndReason = line.split(" ", 2);
            excuses.put(nameAndReason[0], nameAndReason[1]);
        }
        try (Contest contest = new Contest(harness, CONFS, Data.tables())) {
            Map<String, List<String>> asked = ask(contest);
            Set<String> covered = asked.entrySet().stream()
                    .filter(function -> function.getValue().stream().anyMatch(text -> contest.isSame(text)))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(TreeSet::new));
            System.out.println("covered " + covered.size() + " of " + asked.size() + " by name");
            contest.print();
            Set<String> missing = new TreeSet<>(asked.keySet());
            missing.removeAll(covered);
            missing.removeAll(excuses.keySet());
            assertThat(contest.of(Contest.Kind.DIFFERENT)).isEmpty();
            assertThat(missing).as("neither covered nor excused").isEmpty();
        }
    }
}
