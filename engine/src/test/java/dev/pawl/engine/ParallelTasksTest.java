package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Spark's decoders keep state while they decode: tasks that run at the same time must not share them. */
class ParallelTasksTest {
    private static final int ROWS = 200_000;

    @Test
    void tasksDecodeApartFromEachOther() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            pawl.sql("CREATE TEMPORARY VIEW n USING `rate-micro-batch`" + " OPTIONS (rowsPerBatch '" + ROWS
                    + "', numPartitions '4');");
            pawl.sql("""
                            CREATE STREAMING TABLE wrong USING memory TBLPROPERTIES ('trigger' = 'once') AS
                            SELECT value FROM (
                              SELECT value,
                                from_csv(concat(value, ',', value * 7), 'a BIGINT, b BIGINT') AS csv,
                                from_json(concat('{"a":', value, ',"b":[', value * 7, ']}'), 'a BIGINT, b ARRAY<BIGINT>') AS json,
                                from_xml(concat('<r><a>', value, '</a></r>'), 'a BIGINT') AS xml,
                                to_csv(named_struct('a', value, 'b', value)) AS text,
                                to_json(named_struct('a', value)) AS object
                              FROM STREAM n)
                            WHERE csv.a IS DISTINCT FROM value OR csv.b IS DISTINCT FROM value * 7
                              OR json.a IS DISTINCT FROM value OR json.b[0] IS DISTINCT FROM value * 7
                              OR xml.a IS DISTINCT FROM value
                              OR text <> concat(value, ',', value) OR object <> concat('{"a":', value, '}')""").get(0).awaitTermination();
            assertThat(pawl.memory().rows("wrong", "UTC")).isEmpty();
        }
    }
}
