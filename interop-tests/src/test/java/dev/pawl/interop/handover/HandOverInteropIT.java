package dev.pawl.interop.handover;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.engine.sink.SinkFormat;
import dev.pawl.engine.source.SourceFormat;
import dev.pawl.interop.SparkExtension;
import dev.pawl.interop.SparkHarness;
import dev.pawl.testkit.KafkaBroker;
import dev.pawl.testkit.SharedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queries that Spark and Pawl run in turns, stopped in every way, do what they do on Spark alone. */
@ExtendWith({SparkExtension.class, SharedBroker.class})
class HandOverInteropIT {
    /** Formats that are not tried, and why. */
    private static final Map<String, String> WAIVED = Map.of(
            "avro", "the same logs as json; needs a module of Spark that is not among the tests",
            "orc", "the same logs as json",
            "jdbc", "Spark has no stream into it",
            "http", "Spark does not have it",
            "socket", "Spark's cannot go on where another stopped: it keeps nothing");

    private final SparkSession spark;
    private final KafkaBroker broker;

    @TempDir
    private Path directory;

    HandOverInteropIT(SparkHarness harness, KafkaBroker broker) {
        Map<String, String> confs = new HashMap<>(Lane.CONFS);
        confs.put(MortalFiles.CLASS_CONF, MortalFiles.class.getName());
        // What is purged must not depend on a thread in the background.
        confs.put("spark.sql.streaming.asyncLogPurge.enabled", "false");
        // Spark's own default ends after the batch that it runs again, for sources that do not know this trigger.
        confs.put("spark.sql.streaming.triggerAvailableNowWrapper.enabled", "true");
        confs.put("spark.sql.adaptive.enabled", "false");
        confs.put("spark.databricks.delta.stats.collect", "false");
        confs.put("spark.databricks.delta.snapshotPartitions", "1");
        this.spark = harness.session(confs);
        this.broker = broker;
    }

    /** Who begins, and into what, by source. All of them take a quarter of an hour. */
    private static Map<Target.Kind, Set<Engine>> targets(Input.Kind input) {
        Map<Target.Kind, Set<Engine>> targets = new EnumMap<>(Target.Kind.class);
        if (SparkHarness.IS_FULL) {
            for (Target.Kind target : Target.Kind.values()) {
                targets.put(target, EnumSet.allOf(Engine.class));
            }
            return targets;
        }
        switch (input) {
            case KAFKA -> {
                targets.put(Target.Kind.DELTA, EnumSet.of(Engine.SPARK));
                targets.put(Target.Kind.KAFKA, EnumSet.of(Engine.SPARK));
            }
            case DELTA -> targets.put(Target.Kind.JSON, EnumSet.of(Engine.PAWL));
            case JSON -> {
                targets.put(Target.Kind.PARQUET, EnumSet.of(Engine.PAWL));
                targets.put(Target.Kind.NOOP, EnumSet.of(Engine.PAWL));
            }
            case PARQUET -> {
                targets.put(Target.Kind.TEXT, EnumSet.of(Engine.SPARK));
                targets.put(Target.Kind.FOREACH_BATCH, EnumSet.of(Engine.SPARK));
            }
            case RATE_MICRO_BATCH -> targets.put(Target.Kind.CONSOLE, EnumSet.of(Engine.PAWL));
            case RATE -> targets.put(Target.Kind.CSV, EnumSet.of(Engine.SPARK));
            // The same logs as those of JSON and Parquet.
            case CSV, TEXT -> {}
        }
        return targets;
    }

    @Test
    void everySinkAndEveryStopIsTried() {
        Set<Target.Kind> targets = EnumSet.noneOf(Target.Kind.class);
        for (Input.Kind input : Input.Kind.values()) {
            targets.addAll(targets(input).keySet());
        }
        assertThat(targets).containsExactlyInAnyOrder(Target.Kind.values());
        for (Engine first : Engine.values()) {
            for (boolean hasManyBatches : new boolean[] {false, true}) {
                List<Step> steps = Step.script(first, hasManyBatches);
                for (Engine engine : Engine.values()) {
                    assertThat(steps.subList(0, steps.size() - 1))
                            .filteredOn(step -> step.engine() == engine)
                            .extracting(Step::stop)
                            .contains(Stop.values());
                }
            }
        }
    }

    @Test
    void everyFormatIsTriedThatPawlHas() {
        Set<String> sources = new TreeSet<>();
        ServiceLoader.load(SourceFormat.class).forEach(format -> sources.add(format.name()));
        Set<String> sinks = new TreeSet<>();
        ServiceLoader.load(SinkFormat.class).forEach(format -> sinks.add(format.name()));
        sources.removeAll(WAIVED.keySet());
        sinks.removeAll(WAIVED.keySet());
        assertThat(names(Input.Kind.values())).containsAll(sources);
        assertThat(names(Target.Kind.values())).containsAll(sinks);
    }

    private static Set<String> names(Enum<?>[] kinds) {
        Set<String> names = new TreeSet<>();
        Arrays.stream(kinds).forEach(kind -> names.add(kind.name().toLowerCase(Locale.ROOT)));
        return names;
    }

    @ParameterizedTest
    @EnumSource
    void goesBackAndForth(Input.Kind kind) throws Exception {
        Map<Engine, List<Target.Kind>> targets = new EnumMap<>(Engine.class);
        targets(kind)
                .forEach((target, engines) -> engines.forEach(first ->
                        targets.computeIfAbsent(first, any -> new ArrayList<>()).add(target)));
        for (Map.Entry<Engine, List<Target.Kind>> group : targets.entrySet()) {
            backAndForth(kind, group.getKey(), group.getValue());
        }
    }

    /** One input, read by all these queries in step, and by one on Spark alone. */
    private void backAndForth(Input.Kind kind, Engine first, List<Target.Kind> targets) throws Exception {
        String name = kind.name().toLowerCase(Locale.ROOT) + "-" + first.name().toLowerCase(Locale.ROOT);
        Path place = directory.resolve(name);
        Input input = input(kind, name, place.resolve("in"));
        Lane alone = new Lane(name + " alone", input, Target.handed(), place.resolve("alone"), spark);
        List<Comparison> comparisons = new ArrayList<>();
        List<Lane> lanes = new ArrayList<>();
        for (Target.Kind each : targets) {
            String to = name + "-to-" + each.name().toLowerCase(Locale.ROOT);
            Target target = Target.of(each, place.resolve(to), broker, to);
            Lane lane = new Lane(to, input, target, place.resolve(to + "-checkpoint"), spark);
            lanes.add(lane);
            comparisons.add(new Comparison(lane, alone));
        }
        int chunk = 0;
        while (chunk < input.chunksBefore()) {
            input.add(chunk++);
        }
        for (Step step : Step.script(first, input.hasManyBatches())) {
            boolean runsOneBatchAgain = step.stop() == Stop.AFTER_SINK && step.batch() == 0;
            if (!runsOneBatchAgain) {
                input.add(chunk++);
            }
            if (!input.isTimed()) {
                alone.run(step.by(Engine.SPARK));
            }
            for (int i = 0; i < lanes.size(); i++) {
                lanes.get(i).run(step);
                new Agreement(spark, lanes.get(i)).check();
                comparisons.get(i).noteTimes();
                if (!input.isTimed()) {
                    comparisons.get(i).checkLogs();
                }
            }
        }
        for (int i = 0; i < lanes.size(); i++) {
            ProgressShape.checkSinks(lanes.get(i));
            if (input.isTimed()) {
                comparisons.get(i).checkCounting(spark);
            } else {
                comparisons.get(i).checkRows(spark);
                comparisons.get(i).checkProgress();
            }
        }
    }

    /** Neither what Pawl keeps beside Spark's files nor what a source has written already counts as an older query's. */
    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "JSON", "RATE"})
    void beginsWhereTheOtherHasPlannedNothing(Input.Kind kind) throws Exception {
        for (Engine first : Engine.values()) {
            String name = "unplanned-" + kind.name().toLowerCase(Locale.ROOT) + "-"
                    + first.name().toLowerCase(Locale.ROOT);
            Input input = input(kind, name, directory.resolve(name));
            input.add(0);
            Target target = Target.handed();
            Lane lane = new Lane(name, input, target, directory.resolve(name + "-checkpoint"), spark);
            lane.run(new Step(first, Stop.BEFORE_PLAN, 0));
            new Agreement(spark, lane).check();
            List<String> start = Files.readAllLines(lane.checkpoint().resolve("sources/0/0"));
            input.add(1);

            lane.run(new Step(first.other(), Stop.CLEAN, 0));

            new Agreement(spark, lane).check();
            assertThat(Files.readAllLines(lane.checkpoint().resolve("sources/0/0")))
                    .isEqualTo(start);
            assertThat(target.rows(spark)).hasSizeGreaterThan(2).doesNotHaveDuplicates();
            assertThat(target.handedOver()).containsKey(0L);
        }
    }

    private Input input(Input.Kind kind, String name, Path path) throws IOException {
        return switch (kind) {
            case KAFKA -> KafkaInput.create(broker, name);
            case DELTA -> DeltaInput.create(path, spark);
            case JSON, CSV, TEXT, PARQUET -> new FileInput(kind, path, spark);
            case RATE, RATE_MICRO_BATCH -> new NumbersInput(kind);
        };
    }
}
