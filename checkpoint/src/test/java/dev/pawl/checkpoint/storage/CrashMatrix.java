package dev.pawl.checkpoint.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stops the machine before every step of a scenario and of the restart that follows, with each kind of survivors, then
 * restarts for good and checks that every promise was kept.
 *
 * <p>A scenario that makes more than {@value #SCENARIO_STEPS_MAX} steps is crashed at that many of them, chosen by the seed.
 * All restarts together are crashed about {@value #RESTART_CRASHES_MAX} times at most, and those of a program on the storage
 * that is tested by itself {@value #PROGRAM_RESTART_CRASHES_MAX} times: each gets an equal share of steps, chosen by the seed,
 * but never less than one.
 */
public final class CrashMatrix {
    static final int SCENARIO_STEPS_MAX = 200;
    static final int RESTART_CRASHES_MAX = 6_000;
    private static final int PROGRAM_RESTART_CRASHES_MAX = 3_000;

    /** Each random crash leaves one of many possible disks, so a step of the scenario gets several. */
    static final List<Survivors> SCENARIO_SURVIVORS = List.of(
            Survivors.NONE,
            Survivors.ALL,
            Survivors.KILLED,
            Survivors.RANDOM,
            Survivors.RANDOM,
            Survivors.RANDOM,
            Survivors.RANDOM,
            Survivors.RANDOM,
            Survivors.RANDOM);

    /** One run of the program under test, or the check of what it left. */
    @FunctionalInterface
    public interface Run {
        /** @param promises what the caller was told; a scenario adds to it what must survive from then on */
        void on(Storage storage, Set<String> promises) throws Exception;
    }

    private final long seed;
    private final Random random;
    private final SimulatedStorage.Protocol protocol;
    private final Run scenario;
    private final Run restart;
    private final Run check;
    private final int restartCrashesMax;
    private int restartStepsPerCrash;
    private int crashes;

    private CrashMatrix(
            long seed,
            SimulatedStorage.Protocol protocol,
            Run scenario,
            Run restart,
            Run check,
            int restartCrashesMax) {
        this.seed = seed;
        this.random = new Random(seed);
        this.protocol = protocol;
        this.scenario = scenario;
        this.restart = restart;
        this.check = check;
        this.restartCrashesMax = restartCrashesMax;
    }

    /**
     * @param check looks at what the last restart left; it is never crashed
     * @return the number of crashes, to be compared with what the scenario should give
     */
    public static int run(long seed, Run scenario, Run restart, Run check) {
        return new CrashMatrix(
                        seed, SimulatedStorage::localStorage, scenario, restart, check, PROGRAM_RESTART_CRASHES_MAX)
                .crashScenario();
    }

    /** Looks at a storage itself. */
    static int run(long seed, SimulatedStorage.Protocol protocol, Run scenario, Run restart, Run check) {
        return new CrashMatrix(seed, protocol, scenario, restart, check, RESTART_CRASHES_MAX).crashScenario();
    }

    private int crashScenario() {
        int steps = rehearse();
        List<Integer> chosen = chooseSteps(steps + 1, SCENARIO_STEPS_MAX);
        int restarts = chosen.size() * SCENARIO_SURVIVORS.size();
        restartStepsPerCrash = Math.max(1, restartCrashesMax / (restarts * Survivors.values().length));
        for (int step : chosen) {
            for (Survivors survivors : SCENARIO_SURVIVORS) {
                Set<String> promises = new TreeSet<>();
                SimulatedStorage before = new SimulatedStorage(protocol);
                Story story = crash(scenario, before, step, promises, new Story(seed), survivors);
                crashRestart(before.afterCrash(survivors, random.nextLong()), promises, story);
            }
        }
        return crashes;
    }

    /** Without any crash everything must be well, or the crashes prove nothing. */
    private int rehearse() {
        SimulatedStorage storage = new SimulatedStorage(protocol);
        Set<String> promises = new TreeSet<>();
        Story story = perform("scenario", scenario, storage, promises, new Story(seed));
        int steps = storage.steps();
        restartAndCheck(storage, promises, story);
        return steps;
    }

    private void crashRestart(SimulatedStorage found, Set<String> promises, Story story) {
        // A process that is killed before it did anything leaves an exact copy.
        int steps = restartAndCheck(found.afterCrash(Survivors.KILLED, 0), promises, story);
        for (int step : chooseSteps(steps, restartStepsPerCrash)) {
            for (Survivors survivors : Survivors.values()) {
                Set<String> promisesNow = new TreeSet<>(promises);
                SimulatedStorage again = found.afterCrash(Survivors.KILLED, 0);
                Story longer = crash(restart, again, step, promisesNow, story, survivors);
                restartAndCheck(again.afterCrash(survivors, random.nextLong()), promisesNow, longer);
            }
        }
    }

    /** Ends before the step, or, if the run has no such step, right after its end. */
    private Story crash(
            Run run, SimulatedStorage storage, int step, Set<String> promises, Story story, Survivors survivors) {
        crashes++;
        Storage opened = storage.open(Faults.crashBefore(step));
        String end = "crash after the last step";
        try {
            run.on(opened, promises);
        } catch (SimulatedCrash e) {
            end = String.valueOf(e.getMessage());
        } catch (Exception | AssertionError e) {
            throw story.with("failure before the crash", storage).failure("the program failed by itself", e);
        }
        Story longer = story.with(end + " (survivors=" + survivors + ")", storage);
        if (storage.hasCrashed() && end.equals("crash after the last step")) {
            throw longer.failure("the program went on after a crash", null);
        }
        return longer;
    }

    private int restartAndCheck(SimulatedStorage storage, Set<String> promises, Story story) {
        Set<String> promisesNow = new TreeSet<>(promises);
        Story longer = perform("restart", restart, storage, promisesNow, story);
        int steps = storage.steps();
        perform("check", check, storage, promisesNow, longer);
        return steps;
    }

    private static Story perform(String name, Run run, SimulatedStorage storage, Set<String> promises, Story story) {
        try {
            run.on(storage.open(), promises);
            return story.with(name, storage);
        } catch (Exception | AssertionError e) {
            throw story.with(name, storage).failure("the " + name + " failed, promises=" + promises, e);
        }
    }

    private List<Integer> chooseSteps(int steps, int countMax) {
        List<Integer> all = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            all.add(step);
        }
        if (steps > countMax) {
            Collections.shuffle(all, random);
            all = all.subList(0, countMax);
            Collections.sort(all);
        }
        return all;
    }

    /** What happened up to a failure, told so that one can follow it call by call. */
    private record Story(long seed, List<Chapter> chapters) {
        /** One run and how it ended. */
        private record Chapter(String end, List<String> calls) {}

        Story(long seed) {
            this(seed, List.of());
        }

        Story with(String end, SimulatedStorage storage) {
            List<Chapter> longer = new ArrayList<>(chapters);
            longer.add(new Chapter(end, storage.trace()));
            return new Story(seed, longer);
        }

        AssertionError failure(String what, @Nullable Throwable cause) {
            StringBuilder text = new StringBuilder(what).append(": seed=").append(seed);
            text.append(chapters.stream().map(Chapter::end).collect(Collectors.joining(", then ", ", ", "")));
            for (Chapter chapter : chapters) {
                text.append("\n  ").append(chapter.end);
                chapter.calls.forEach(call -> text.append("\n    ").append(call));
            }
            return new AssertionError(text.toString(), cause);
        }
    }
}
