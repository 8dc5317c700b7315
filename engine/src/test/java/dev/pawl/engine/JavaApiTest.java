package dev.pawl.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.plan.JavaFunction;
import dev.pawl.engine.run.QueryListener;
import dev.pawl.engine.run.QueryProgress;
import dev.pawl.engine.run.StreamingQuery;
import dev.pawl.engine.run.Trigger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JavaApiTest {
    @TempDir
    Path directory;

    private static void addNames(Pawl pawl, String... names) {
        pawl.memory()
                .input("names", StructType.fromDDL("name STRING"))
                .add(List.of(names).stream()
                        .<org.apache.spark.sql.catalyst.InternalRow>map(
                                name -> new GenericInternalRow(new Object[] {UTF8String.fromString(name)}))
                        .toList());
        pawl.sql("CREATE OR REPLACE TEMPORARY VIEW names USING memory OPTIONS (name 'names')");
    }

    @Test
    void handsBatchesToCode() throws Exception {
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        List<Long> batches = Collections.synchronizedList(new ArrayList<>());
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        try (Pawl pawl = Pawl.local()) {
            pawl.addListener(new QueryListener() {
                @Override
                public void onStarted(StreamingQuery query) {
                    events.add("started " + query.name().orElse(""));
                }

                @Override
                public void onProgress(QueryProgress progress) {
                    events.add("progress " + progress.batchId());
                }

                @Override
                public void onTerminated(StreamingQuery query, Optional<PawlException> failure) {
                    events.add("terminated " + failure.isPresent());
                }
            });
            addNames(pawl, "ann", "bob");
            StreamingQuery query = pawl.stream("SELECT upper(name) AS n, length(name) AS l FROM STREAM names")
                    .queryName("shout")
                    .option("checkpointLocation", directory.toString())
                    .trigger(Trigger.availableNow())
                    .foreachBatch((rows, batchId) -> {
                        rows.forEach(row -> seen.add(row.getString(0) + row.getInt(1)));
                        batches.add(batchId);
                    })
                    .start();
            query.awaitTermination();
            assertThat(query.isActive()).isFalse();
        }
        assertThat(seen).containsExactly("ANN3", "BOB3");
        assertThat(batches).containsExactly(0L);
        assertThat(events).containsExactly("started shout", "progress 0", "terminated false");
    }

    @Test
    void callsFunctionsOfJava() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            addNames(pawl, "ann");
            pawl.register("twice", JavaFunction.of((UDF1<String, String>) text -> text + text, DataTypes.StringType));
            pawl.register(
                    "plus", JavaFunction.of((UDF2<Integer, Integer, Integer>) Integer::sum, DataTypes.IntegerType));
            pawl.stream("SELECT twice(name) AS t, plus(length(name), 4) AS p FROM STREAM names")
                    .format("memory")
                    .queryName("out")
                    .trigger(Trigger.once())
                    .start()
                    .awaitTermination();
            assertThat(pawl.memory().rows("out", "UTC")).containsExactly("{\"t\":\"annann\",\"p\":7}");

            assertThatThrownBy(() -> pawl.stream("SELECT twice(name, 1) FROM STREAM names")
                            .format("noop")
                            .start())
                    .isInstanceOfSatisfying(
                            PawlException.class, e -> assertThat(e.getMessage()).contains("1 arguments, not 2"));
        }
    }

    /** The stop wakes the function from its wait, and whatever it makes of that, the record is not to blame. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFunctionThatAStopInterruptsMakesNoBadRecord(boolean fails) throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        try (Pawl pawl = Pawl.local()) {
            addNames(pawl, "ann", "bob", "cid", "dan");
            UDF1<String, String> asking = name -> {
                calls.incrementAndGet();
                called.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    if (fails) {
                        throw new IllegalStateException("no answer for " + name, e);
                    }
                }
                return name;
            };
            pawl.register("ask", JavaFunction.of(asking, DataTypes.StringType));
            StreamingQuery query = pawl.stream("SELECT ask(name) AS answer FROM STREAM names")
                    .format("noop")
                    .option("checkpointLocation", directory.resolve("cp").toString())
                    .option("badRecords", directory.resolve("bad").toString())
                    .start();
            called.await();

            query.stop();

            assertThat(calls).as("records that were tried").hasValue(1);
            assertThat(query.exception()).isEmpty();
        }
        assertThat(directory.resolve("cp/commits/0")).doesNotExist();
        assertThat(directory.resolve("cp/pawl/dead-letters")).doesNotExist();
    }

    @Test
    void aHandlerThatFailsFailsTheQuery() throws Exception {
        try (Pawl pawl = Pawl.local()) {
            addNames(pawl, "ann");
            StreamingQuery query = pawl.stream("SELECT name FROM STREAM names")
                    .foreachBatch((rows, batchId) -> {
                        throw new java.io.IOException("disk of password=hunter2 is full");
                    })
                    .start();
            assertThatThrownBy(query::awaitTermination).isInstanceOfSatisfying(PawlException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.SINK_FAILED);
                assertThat(e.getMessage()).contains("batch 0", "is full").doesNotContain("hunter2");
            });
        }
    }

    @Test
    void triggersAreWrittenLikeSparks() {
        assertThat(Trigger.processingTime("5 seconds").interval()).hasSeconds(5);
        assertThatThrownBy(() -> Trigger.processingTime("soon")).hasMessageContaining("soon");
        assertThatThrownBy(() -> Trigger.processingTime("1 month")).hasMessageContaining("1 month");
    }
}
