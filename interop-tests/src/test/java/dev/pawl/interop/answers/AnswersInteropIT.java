package dev.pawl.interop.answers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions, queries and mistakes over generated rows of every type: the same rows, columns and error conditions. */
@ExtendWith(SparkExtension.class)
class AnswersInteropIT {
    private static final int QUERIES_MIN = 60;
    private static final String ZONE = "spark.sql.session.timeZone";

    private final SparkHarness harness;

    AnswersInteropIT(SparkHarness harness) {
        this.harness = harness;
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void expressionsAreTheSame(String ansi) {
        Map<String, String> confs = Map.of(ZONE, "Europe/Berlin", "spark.sql.ansi.enabled", ansi);
        try (Contest contest = new Contest(harness, confs, Data.tables())) {
            contest.columns(Resource.lines("expressions.txt"), "things");
            for (String failing : Resource.lines("failing-expressions.txt")) {
                contest.columns(List.of(failing), "things");
            }
            Reports.write("expressions-ansi-" + ansi, contest.report());
            assertThat(contest.of(Contest.Kind.DIFFERENT)).isEmpty();
            assertThat(contest.of(Contest.Kind.REFUSED)).isEmpty();
        }
    }

    @Test
    void queriesAreTheSame() {
        try (Contest contest = new Contest(harness, Map.of(ZONE, "Europe/Berlin"), Data.tables())) {
            Resource.blocks("queries.sql").forEach(contest::query);
            Reports.write("queries", contest.report());
            assertThat(contest.of(Contest.Kind.DIFFERENT)).isEmpty();
            assertThat(contest.of(Contest.Kind.REFUSED)).isEmpty();
            assertThat(contest.of(Contest.Kind.SAME_ERROR)).isEmpty();
            assertThat(contest.of(Contest.Kind.SAME_ROWS)).hasSizeGreaterThan(QUERIES_MIN);
        }
    }

    @Test
    void whatPawlCannotDoItRefuses() {
        try (Contest contest = new Contest(harness, Map.of(ZONE, "Europe/Berlin"), Data.tables())) {
            List<String> queries = Resource.blocks("refused.sql");
            queries.forEach(contest::query);
            Reports.write("refused", contest.report());
            assertThat(contest.of(Contest.Kind.REFUSED)).hasSameSizeAs(queries).allSatisfy(text -> assertThat(text)
                    .contains("answers:7:1: ")
                    .containsAnyOf("--engine spark", "Spark refuses it on streams too"));
        }
    }

    @Test
    void mistakesAreTheSame() {
        try (Contest contest = new Contest(harness, Map.of(ZONE, "Europe/Berlin"), Data.tables())) {
            List<String> mistakes = Resource.blocks("errors.sql");
            mistakes.forEach(contest::query);
            Reports.write("mistakes", contest.report());
            assertThat(contest.of(Contest.Kind.SAME_ERROR)).hasSameSizeAs(mistakes);
        }
    }
}
