package dev.pawl.interop.answers;

import dev.pawl.interop.SparkHarness;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Asks both engines the same and keeps what each query or column came to. */
final class Contest implements AutoCloseable {
    private static final int COLUMNS_PER_QUERY = 40;

    private final SparkEngine spark;
    private final PawlEngine pawl;
    private final Map<String, Verdict> verdicts = new LinkedHashMap<>();

    private int asked;
    private long sparkNanos;
    private long pawlNanos;

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
            return "spark " + spark + "\n  pawl  " + pawl;
        }
    }

    Contest(SparkHarness harness, Map<String, String> confs, List<Table> tables) {
        this.spark = new SparkEngine(harness, confs, tables);
        this.pawl = new PawlEngine(confs, tables);
    }

    private Verdict ask(String onSpark, String onPawl) {
        asked++;
        long start = System.nanoTime();
        Answer ofSpark = spark.answer(onSpark);
        long half = System.nanoTime();
        sparkNanos += half - start;
        Answer ofPawl = pawl.answer(onPawl);
        pawlNanos += System.nanoTime() - half;
        return Verdict.of(ofSpark, ofPawl);
    }

    SparkEngine spark() {
        return spark;
    }

    /** A whole query. */
    void query(String query) {
        verdicts.put(query, ask(query, query));
    }

    /** A query on static tables alone, whose rows a stream of one row is joined with. */
    void table(String query) {
        verdicts.put(query, ask(query, "SELECT t.* FROM STREAM one_row CROSS JOIN (" + query + ") t"));
    }

    /** Columns of one table, many in one query as long as all goes well. */
    void columns(List<String> columns, String table) {
        for (int i = 0; i < columns.size(); i += COLUMNS_PER_QUERY) {
            together(columns.subList(i, Math.min(columns.size(), i + COLUMNS_PER_QUERY)), table);
        }
    }

    private void together(List<String> columns, String table) {
        String query = "SELECT " + String.join(", ", columns) + " FROM STREAM " + table;
        Verdict verdict = ask(query, query);
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

    /** What was asked, with the answers, of those that came to this. */
    String report() {
        StringBuilder text = new StringBuilder("%d queries, %d ms on Spark, %d ms on Pawl%n"
                .formatted(asked, TimeUnit.NANOSECONDS.toMillis(sparkNanos), TimeUnit.NANOSECONDS.toMillis(pawlNanos)));
        for (Kind kind : Kind.values()) {
            List<String> all = of(kind);
            text.append(kind).append(": ").append(all.size()).append('\n');
            if (kind != Kind.SAME_ROWS) {
                all.forEach(each -> text.append(each).append('\n'));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        pawl.close();
    }
}
