package dev.pawl.engine.restart;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.log.OffsetEntry;
import dev.pawl.checkpoint.log.OffsetLog;
import dev.pawl.checkpoint.log.OffsetMetadata;
import dev.pawl.checkpoint.log.QueryMetadata;
import dev.pawl.checkpoint.log.RecordedConf;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.operator.Operator;
import dev.pawl.engine.plan.CompiledQuery;
import dev.pawl.engine.state.Change;
import dev.pawl.engine.state.OperatorChange;
import dev.pawl.engine.state.OperatorCheck;
import dev.pawl.engine.state.OperatorSpec;
import dev.pawl.engine.state.StateStores;
import dev.pawl.pipeline.SessionDefaults;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Compares a query with its checkpoint, of which it reads logs and descriptions; writes nothing. */
public final class StartCheck {
    private final Storage checkpoint;
    private final CompiledQuery query;
    private final OffsetLog offsets;
    private final CommitLog commits;
    private final List<PawlException> problems = new ArrayList<>();
    private Optional<Restart> restart = Optional.empty();

    private StartCheck(Storage checkpoint, CompiledQuery query) {
        this.checkpoint = checkpoint;
        this.query = query;
        this.offsets = new OffsetLog(checkpoint);
        this.commits = new CommitLog(checkpoint);
    }

    /** What a query that was not started yet would find. */
    public static StartReport of(Storage checkpoint, CompiledQuery query) {
        StartCheck check = new StartCheck(checkpoint, query);
        check.found(() -> {
            boolean hasLogs =
                    check.offsets.latest().isPresent() || check.commits.latest().isPresent();
            if (hasLogs && QueryMetadata.read(checkpoint).isEmpty()) {
                throw metadataMissing(checkpoint);
            }
            return "";
        });
        return check.report();
    }

    /**
     * What a query would find that has no checkpoint yet: only itself, which may ask for state that no checkpoint can have.
     *
     * @param place where the checkpoint is to be; for messages
     */
    public static StartReport ofNew(String place, CompiledQuery query) {
        List<PawlException> problems = new ArrayList<>();
        RecordedConfs confs = RecordedConfs.complete(chosenConfs(query));
        try {
            StateStores.format(place, operators(query.on(confs), confs), confs);
        } catch (PawlException e) {
            problems.add(e);
        }
        return new StartReport(place, Optional.empty(), List.of(), List.of(), List.of(), confs, problems);
    }

    /**
     * Where the query goes on.
     *
     * @throws PawlException with the report if it does not fit the checkpoint
     */
    public static Restart require(Storage checkpoint, CompiledQuery query) {
        StartCheck check = new StartCheck(checkpoint, query);
        check.report().requireStart();
        return check.restart.orElseThrow();
    }

    /** The id is what exactly-once sinks know the query by. */
    public static PawlException metadataMissing(Storage checkpoint) {
        return new PawlException(
                ErrorCode.CHECKPOINT_METADATA_MISSING,
                "Checkpoint " + checkpoint.root() + " has logs, but its file `metadata` with the query id is missing.");
    }

    private StartReport report() {
        Optional<OffsetEntry> plan = found(this::lastPlan).flatMap(entry -> entry);
        List<SourceChange> sources = plan.flatMap(
                        entry -> found(() -> SourceCheck.compare(query.inputs(), entry, checkpoint)))
                .orElse(List.of());
        boolean hasOtherSources =
                sources.stream().anyMatch(source -> source.refusal().isPresent());
        if (!hasOtherSources && problems.isEmpty()) {
            restart = found(() -> Restart.of(offsets, commits, query.inputs().size(), chosenConfs(query)));
        }
        RecordedConfs confs = restart.map(Restart::confs).orElseGet(() -> confs(plan));
        Optional<List<OperatorSpec>> specs = found(() -> operators(query.on(confs), confs));
        List<OperatorChange> operators =
                specs.flatMap(known -> found(() -> operatorChanges(known))).orElse(List.of());
        specs.ifPresent(known -> found(() -> StateStores.format(checkpoint.root(), known, confs)));
        return new StartReport(
                checkpoint.root(),
                restart.map(Restart::batchId),
                sources,
                operators,
                plan.isEmpty() ? List.of() : changes(confs),
                confs,
                problems);
    }

    /** After its first batch a query has all state that it will ever have begun with. */
    private List<OperatorChange> operatorChanges(List<OperatorSpec> operators) {
        List<OperatorChange> changes = OperatorCheck.compare(checkpoint, operators);
        boolean isBegun = restart.map(next -> next.batchId() > 0).orElse(false);
        if (!changes.isEmpty() || !isBegun) {
            return changes;
        }
        return operators.stream()
                .map(operator -> new OperatorChange(
                        operator.id(),
                        operator.name(),
                        Change.NEW,
                        "the checkpoint has no state at all: the query had none, or the directory `state` is gone",
                        Optional.of(ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA)))
                .toList();
    }

    private Optional<OffsetEntry> lastPlan() {
        OptionalLong latest = offsets.latest();
        return latest.isPresent() ? Optional.of(offsets.entry(latest.getAsLong())) : Optional.empty();
    }

    private RecordedConfs confs(Optional<OffsetEntry> plan) {
        Map<RecordedConf, String> chosen = chosenConfs(query);
        return plan.flatMap(OffsetEntry::metadata)
                .map(OffsetMetadata::conf)
                .map(conf -> conf.completed(chosen))
                .orElseGet(() -> RecordedConfs.complete(chosen));
    }

    private List<ConfChange> changes(RecordedConfs recorded) {
        List<ConfChange> changes = new ArrayList<>();
        setConfs(query).forEach((conf, set) -> {
            String value = recorded.values().getOrDefault(conf.key(), conf.defaultValue());
            if (!value.equals(set)) {
                changes.add(new ConfChange(conf.key(), value, set));
            }
        });
        return changes;
    }

    /** Goes on where something cannot be read: what can be compares all the same. */
    private <T> Optional<T> found(Supplier<T> work) {
        try {
            return Optional.of(work.get());
        } catch (PawlException e) {
            problems.add(e);
            return Optional.empty();
        }
    }

    /** The stateful operators of a query as their checkpoint describes them. */
    public static List<OperatorSpec> operators(CompiledQuery query, RecordedConfs confs) {
        List<OperatorSpec> specs = new ArrayList<>();
        int shuffled = confs.shufflePartitions().orElse(SessionDefaults.STATE_PARTITIONS);
        for (int id = 0; id < query.operators().size(); id++) {
            Operator operator = query.operators().get(id).operator();
            int partitions = operator.keyHash().isGlobal() ? 1 : shuffled;
            query.stateId(id)
                    .ifPresent(stateId -> specs.add(new OperatorSpec(
                            stateId, operator.name(), partitions, operator.stores(), operator.properties())));
        }
        return specs;
    }

    /** What a new checkpoint of a query begins with. */
    public static Map<RecordedConf, String> chosenConfs(CompiledQuery query) {
        Map<RecordedConf, String> chosen = setConfs(query);
        if (!query.operators().isEmpty()) {
            chosen.putIfAbsent(RecordedConf.SHUFFLE_PARTITIONS, Integer.toString(SessionDefaults.STATE_PARTITIONS));
            chosen.putIfAbsent(RecordedConf.STATE_STORE_PROVIDER, SessionDefaults.STATE_STORE_PROVIDER);
        }
        return chosen;
    }

    /** What the pipeline sets of the configurations that belong to the checkpoint. */
    private static Map<RecordedConf, String> setConfs(CompiledQuery query) {
        Map<RecordedConf, String> set = new EnumMap<>(RecordedConf.class);
        for (RecordedConf conf : RecordedConf.values()) {
            if (query.conf().contains(conf.key())) {
                set.put(conf, query.conf().getConfString(conf.key()));
            }
        }
        return set;
    }
}
