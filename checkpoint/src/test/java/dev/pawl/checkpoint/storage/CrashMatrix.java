package dev.pawl.checkpoint.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Stops the machine before every step of a scenario and of the restart that follows, with each kind of survivors, then
 * restarts for good and checks that every promise was kept.
 *
 * <p>A scenario that makes more than {@value #SCENARIO_STEPS_MAX} steps is crashed at that many of them, chosen by the seed.
 * All restarts together are crashed about {@value #RESTART_CRASHES_MAX} times at most: each gets an equal share of steps,
 * chosen by the seed, but never less than one.
 */
public final class CrashMatrix {
    static final int SCENARIO_STEPS_MAX = 200;
    static final int RESTART_CRASHES_MAX = 6_000;

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

    /** How many crashes a matrix makes. */
    public enum Effort {
        /** Every kind of survivors at every step, and again at steps of every restart: for a storage itself. */
        FULL,
        /** The same with half the crashes of restarts: for programs on a storage. */
        HALF,
        /** For programs that take long to start: a few kinds of survivors, and one crash of each restart. */
        SAMPLED,
        /** For programs that take long to run: every step once, the kinds of survivors in turn, and one crash of each restart. */
        IN_TURN,
        /**
         * For programs with effects beyond the disk that cannot be put back: as {@link #IN_TURN}, but each story goes on from one crash
         * to the next and is told once.
         */
        IN_A_LINE
    }

    private static final List<Survivors> SAMPLED_SURVIVORS =
            List.of(Survivors.NONE, Survivors.KILLED, Survivors.RANDOM);

    /** One run of the program under test, or the check of what it left. */
    @FunctionalInterface
    public interface Run {
        /** @param promises what the caller was told; a scenario adds to it what must survive from then on */
        void on(Storage storage, Set<String> promises) throws Exception;
    }

    /** One run of a program that has several places on the disk, or the check of what it left. */
    @FunctionalInterface
    public interface MachineRun {
        /** @param promises as in {@link Run#on} */
        void on(SimulatedMachine machine, Set<String> promises) throws Exception;
    }

    /** What both kinds of runs are here: a process that starts on a disk. */
    @FunctionalInterface
    private interface Program {
        void on(SimulatedStorage storage, Faults faults, Set<String> promises) throws Exception;

        static Program of(Run run) {
            return (storage, faults, promises) -> run.on(storage.open(faults), promises);
        }

        static Program of(MachineRun run) {
            return (storage, faults, promises) -> run.on(storage.start(faults), promises);
        }
    }

    private final long seed;
    private final Random random;
    /** What the scenario finds. */
    private final SimulatedStorage prepared;

    private final Program scenario;
    private final Program restart;
    private final Program check;
    private final Effort effort;
    /** Which calls of the scenario are crashed before. */
    private Predicate<String> crashed = call -> true;

    private int restartStepsPerCrash;
    private int scenarioSteps;
    private int crashes;

    private CrashMatrix(
            long seed,
            SimulatedStorage.Protocol protocol,
            Program scenario,
            Program restart,
            Program check,
            Effort effort) {
        this.effort = effort;
        this.seed = seed;
        this.random = new Random(seed);
        this.prepared = new SimulatedStorage(protocol);
        this.scenario = scenario;
        this.restart = restart;
        this.check = check;
    }

    /**
     * @param check looks at what the last restart left; it is never crashed
     * @return the number of crashes, to be compared with what the scenario should give
     */
    public static int run(long seed, Run scenario, Run restart, Run check) {
        return run(seed, Effort.HALF, scenario, restart, check);
    }

    /** Looks at a storage itself. */
    static int run(long seed, SimulatedStorage.Protocol protocol, Run scenario, Run restart, Run check) {
        return run(new CrashMatrix(
                seed, protocol, Program.of(scenario), Program.of(restart), Program.of(check), Effort.FULL));
    }

    /** As {@link #run(long, Run, Run, Run)}, with as many crashes as wanted. */
    public static int run(long seed, Effort effort, Run scenario, Run restart, Run check) {
        return run(new CrashMatrix(
                seed,
                SimulatedStorage::localStorage,
                Program.of(scenario),
                Program.of(restart),
                Program.of(check),
                effort));
    }

    /**
     * For a program with several places on the disk, which runs to its end, now and as often as it is started again.
     *
     * @param preparation makes the disk the program finds; it is never crashed
     */
    public static int runOnMachine(
            long seed, Effort effort, MachineRun preparation, MachineRun program, MachineRun check) {
        return runOnMachine(seed, effort, preparation, program, program, check);
    }

    /**
     * As above, for a program that starts differently the first time.
     *
     * @param first called with the prepared disk, and nothing of an earlier call is to be left anywhere
     */
    public static int runOnMachine(
            long seed, Effort effort, MachineRun preparation, MachineRun first, MachineRun restart, MachineRun check) {
        CrashMatrix matrix = new CrashMatrix(
                seed,
                SimulatedStorage::localStorage,
                Program.of(first),
                Program.of(restart),
                Program.of(check),
                effort);
        perform("preparation", Program.of(preparation), matrix.prepared, new TreeSet<>(), new Story(seed));
        return run(matrix);
    }

    /**
     * A matrix {@link Effort#IN_A_LINE} that crashes before some calls of the scenario alone: for programs that take longer still.
     *
     * @param crashed of calls such as {@code link /a/.x.tmp -> /a/x}
     */
    public static int runOnMachineBefore(
            Predicate<String> crashed, long seed, MachineRun preparation, MachineRun program, MachineRun check) {
        CrashMatrix matrix = new CrashMatrix(
                seed,
                SimulatedStorage::localStorage,
                Program.of(program),
                Program.of(program),
                Program.of(check),
                Effort.IN_A_LINE);
        matrix.crashed = crashed;
        perform("preparation", Program.of(preparation), matrix.prepared, new TreeSet<>(), new Story(seed));
        return run(matrix);
    }

    private static int run(CrashMatrix matrix) {
        matrix.crashScenario();
        return matrix.crashes;
    }

    private void crashScenario() {
        List<String> calls = rehearse();
        scenarioSteps = calls.size();
        List<Integer> chosen = chooseSteps(scenarioSteps + 1, SCENARIO_STEPS_MAX).stream()
                .filter(step -> crashed.test(step < calls.size() ? calls.get(step) : ""))
                .toList();
        int restarts = chosen.size() * survivorsAt(0).size() * Survivors.values().length;
        restartStepsPerCrash = switch (effort) {
            case FULL -> Math.max(1, RESTART_CRASHES_MAX / restarts);
            case HALF -> Math.max(1, RESTART_CRASHES_MAX / 2 / restarts);
            case SAMPLED, IN_TURN, IN_A_LINE -> 1;
        };
        for (int step : chosen) {
            for (Survivors survivors : survivorsAt(step)) {
                Set<String> promises = new TreeSet<>();
                SimulatedStorage before = found();
                Story story = crash(scenario, before, step, promises, new Story(seed), survivors);
                crashRestart(before.afterCrash(survivors, random.nextLong()), promises, story);
            }
        }
    }

    private List<Survivors> survivorsAt(int step) {
        return switch (effort) {
            case FULL, HALF -> SCENARIO_SURVIVORS;
            case SAMPLED -> SAMPLED_SURVIVORS;
            case IN_TURN, IN_A_LINE -> List.of(SAMPLED_SURVIVORS.get(step % SAMPLED_SURVIVORS.size()));
        };
    }

    /** Without any crash everything must be well, or the crashes prove nothing. */
    private List<String> rehearse() {
        SimulatedStorage storage = found();
        Set<String> promises = new TreeSet<>();
        Story story = perform("scenario", scenario, storage, promises, new Story(seed));
        List<String> calls = storage.trace();
        restartAndCheck(storage, promises, story);
        return calls;
    }

    private SimulatedStorage found() {
        return prepared.afterCrash(Survivors.ALL, 0);
    }

    private void crashRestart(SimulatedStorage found, Set<String> promises, Story story) {
        if (effort == Effort.IN_A_LINE) {
            Survivors survivors = SAMPLED_SURVIVORS.get(random.nextInt(SAMPLED_SURVIVORS.size()));
            Story longer = crash(restart, found, random.nextInt(scenarioSteps), promises, story, survivors);
            restartAndCheck(found.afterCrash(survivors, random.nextLong()), promises, longer);
            return;
        }
        // A process that is killed before it did anything leaves an exact copy.
        int steps = restartAndCheck(found.afterCrash(Survivors.KILLED, 0), promises, story);
        for (int step : chooseSteps(steps, restartStepsPerCrash)) {
            List<Survivors> kinds = effort == Effort.SAMPLED || effort == Effort.IN_TURN
                    ? List.of(SAMPLED_SURVIVORS.get(random.nextInt(SAMPLED_SURVIVORS.size())))
                    : List.of(Survivors.values());
            for (Survivors survivors : kinds) {
                Set<String> promisesNow = new TreeSet<>(promises);
                SimulatedStorage again = found.afterCrash(Survivors.KILLED, 0);
                Story longer = crash(restart, again, step, promisesNow, story, survivors);
                restartAndCheck(again.afterCrash(survivors, random.nextLong()), promisesNow, longer);
            }
        }
    }

    /** Ends before the step, or, if the run has no such step, right after its end. */
    private Story crash(
            Program run, SimulatedStorage storage, int step, Set<String> promises, Story story, Survivors survivors) {
        crashes++;
        String end = "crash after the last step";
        try {
            run.on(storage, Faults.crashBefore(step), promises);
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

    private static Story perform(
            String name, Program run, SimulatedStorage storage, Set<String> promises, Story story) {
        try {
            run.on(storage, Faults.none(), promises);
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
