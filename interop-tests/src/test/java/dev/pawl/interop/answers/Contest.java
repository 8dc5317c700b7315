package dev.pawl.interop.answers;

import dev.pawl.interop.SparkHarness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Asks both engines the same and keeps what each query or column came to. */
final class Contest implements AutoCloseable {
    private static final int COLUMNS_PER_QUERY = 40;

    private final SparkEngine spark;
    private final PawlEngine pawl;
    private final Map<String, Verdict> verdicts = new LinkedHashMap<>();

    /** Whether both gave the same rows, failed alike, Pawl refused, or there is a difference. */
    enum Kind {
        SAME_ROWS,
        SAME_ERROR,
        REFUSED,
        DIFFERENT
    }

    record Verdict(Kind kind, Answer spark, Answer pawl) {
        static Verdict of(Answer spark, Answer pawl) {
            if (spark.equals(pawl)) {
                return new Verdict(spark.isError() ? Kind.SAME_ERROR : Kind.SAME_ROWS, spark, pawl);
            }
            boolean isRefused =
                    pawl.condition().filter(text -> text.startsWith("refused")).isPresent();
            return new Verdict(isRefused ? Kind.REFUSED : Kind.DIFFERENT, spark, pawl);
        }

        @Override
        public String toString() {
            return kind + "\n  spark " + spark + "\n  pawl  " + pawl;
        }
    }

    Contest(SparkHarness harness, Map<String, String> confs, List<Table> tables) {
        this.spark = new SparkEngine(harness, confs, tables);
        this.pawl = new PawlEngine(confs, tables);
    }

    SparkEngine spark() {
        return spark;
    }

    /** A whole query. */
    Verdict query(String query) {
        Verdict verdict = Verdict.of(spark.answer(query), pawl.answer(query));
        verdicts.put(query, verdict);
        return verdict;
    }

    /** Columns of one table, many in one query as long as all goes well. */
    void columns(List<String> columns, String table) {
        for (int i = 0; i < columns.size(); i += COLUMNS_PER_QUERY) {
            together(columns.subList(i, Math.min(columns.size(), i + COLUMNS_PER_QUERY)), table);
        }
    }

    private void together(List<String> columns, String table) {
        String query = "SELECT " + String.join(", ", columns) + " FROM STREAM " + table;
        Verdict verdict = Verdict.of(spark.answer(query), pawl.answer(query));
        if (columns.size() == 1) {
            verdicts.put(columns.get(0), verdict);
        } else if (verdict.kind() == Kind.SAME_ROWS) {
            columns.forEach(column -> verdicts.put(column, verdict));
        } else {
            int half = columns.size() / 2;
            together(columns.subList(0, half), table);
            together(columns.subList(half, columns.size()), table);
        }
    }

    Map<String, Verdict> verdicts() {
        return verdicts;
    }

    List<String> of(Kind kind) {
        List<String> all = new ArrayList<>();
        verdicts.forEach((asked, verdict) -> {
            if (verdict.kind() == kind) {
                all.add(asked + "\n  " + verdict);
            }
        });
        return all;
    }

    boolean isSame(String asked) {
        Verdict verdict = verdicts.get(asked);
        return verdict != null && verdict.kind() == Kind.SAME_ROWS;
    }

    void print() {
        for (Kind kind : Kind.values()) {
            System.out.println(kind + " " + count(kind));
        }
        of(Kind.SAME_ERROR).forEach(System.out::println);
        of(Kind.REFUSED).forEach(System.out::println);
        of(Kind.DIFFERENT).forEach(System.out::println);
    }

    long count(Kind kind) {
        return verdicts.values().stream().filter(verdict -> verdict.kind() == kind).count();
    }

    @Override
    public void close() {
        pawl.close();
    }
}
