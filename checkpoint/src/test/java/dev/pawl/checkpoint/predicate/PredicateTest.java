package dev.pawl.checkpoint.predicate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.PawlException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PredicateTest {
    private static final Map<String, Object> ROW = row();

    private static Map<String, Object> row() {
        Map<String, Object> row = new HashMap<>();
        row.put("key.product", "p7");
        row.put("key.it's", "odd");
        row.put("value.count", 10L);
        row.put("value.price", new BigDecimal("9.50"));
        row.put("value.ratio", 0.5);
        row.put("value.nothing", null);
        row.put("value.open", true);
        row.put("value.ts", Instant.parse("2024-01-01T10:00:00Z"));
        row.put("value.day", LocalDate.parse("2024-01-01"));
        row.put("partition_id", 3);
        return row;
    }

    private static boolean matches(String condition) {
        return Predicate.parse(condition, ZoneOffset.UTC).matches(path -> ROW.get(String.join(".", path)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "key.product = 'p7'",
                "key.product == \"p7\"",
                "'p7' = key.product",
                "key.`it's` = 'odd'",
                "key.product <> 'p8' and partition_id in (1, 2, 3)",
                "value.count >= 10 AND NOT value.count > 10",
                "value.count = '10'",
                "'11' > value.count",
                "value.price < 9.51 AND value.price > 9.49",
                "value.ratio = 0.5",
                "value.ratio <= 5e-1",
                "value.count > -1",
                "value.nothing IS NULL",
                "value.nothing <=> NULL",
                "value.count IS NOT NULL",
                "value.nothing = 1 OR value.count = 10",
                "value.open",
                "value.open = true",
                "value.count BETWEEN 10 AND 11 AND value.count NOT BETWEEN 1 AND 9",
                "key.product LIKE 'p_' AND key.product NOT LIKE '%8'",
                "value.ts = '2024-01-01T10:00:00Z'",
                "value.ts = TIMESTAMP '2024-01-01 10:00:00'",
                "value.ts > '2024-01-01'",
                "value.ts = '2024-01-01T12:00:00+02:00'",
                "value.day = '2024-01-01'",
                "(value.count = 1 OR value.count = 10) AND (key.product = 'p7')",
            })
    void holds(String condition) {
        assertThat(matches(condition)).isTrue();
        assertThat(matches("NOT (" + condition + ")")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "value.nothing = 1",
                "value.nothing <> 1",
                "value.nothing IN (1, 2)",
                "value.count NOT IN (1, NULL)",
                "value.nothing LIKE '%'"
            })
    void unknownIsNeitherTrueNorFalse(String condition) {
        assertThat(matches(condition)).isFalse();
        assertThat(matches("NOT (" + condition + ")")).isFalse();
    }

    @Test
    void timesWithoutAnOffsetAreReadInTheGivenZone() {
        Predicate predicate = Predicate.parse("value.ts = '2024-01-01 11:00:00'", ZoneId.of("Europe/Berlin"));

        assertThat(predicate.matches(path -> ROW.get(String.join(".", path)))).isTrue();
    }

    @Test
    void columnsAreTheFirstPartsOfThePaths() {
        assertThat(Predicate.parse("key.a.b = 1 OR value IS NULL", ZoneOffset.UTC)
                        .columns())
                .containsExactly("key", "value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "key.",
                "key.product =",
                "key.product = 'p7",
                "(key.product = 'p7'",
                "a = 1 b",
                "a NOT 1",
                "a IN 1",
                "a LIKE b",
                "a = 1..2",
                "a ; b",
                "value.count = 'ten'",
                "value.day = 'soon'",
                "value.open > 1"
            })
    void nonsenseIsRefusedWithTheCode(String condition) {
        assertThatThrownBy(() -> matches(condition))
                .isInstanceOf(PawlException.class)
                .hasMessageStartingWith("[PREDICATE_INVALID]")
                .hasMessageContaining("Write it like a SQL condition");
    }

    @Test
    void absurdNestingIsRefused() {
        assertThatThrownBy(() -> matches("(".repeat(5_000)))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining("nested");
    }

    @Test
    void anAbsurdLengthIsRefused() {
        assertThatThrownBy(() -> matches("a AND ".repeat(100_000) + "a"))
                .isInstanceOf(PawlException.class)
                .hasMessageContaining("characters");
    }
}
