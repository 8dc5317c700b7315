package dev.pawl.checkpoint.hostile;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.StateCursor;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CompactionPolicy;
import dev.pawl.checkpoint.log.FileSinkLog;
import dev.pawl.checkpoint.log.FileSourceLog;
import dev.pawl.checkpoint.log.InitialOffset;
import dev.pawl.checkpoint.log.SourceKind;
import dev.pawl.checkpoint.log.SourceLogKind;
import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.checkpoint.view.StateViews;
import dev.pawl.checkpoint.view.ViewCursor;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.function.Consumer;

/** All that can be asked about a checkpoint, with each answer or the typed error in its place. Any other error ends it. */
final class Survey {
    private static final String ERROR = "[";
    /** Enough to see that a number is absurd. */
    private static final int ASKED_MAX = 50;

    private final Storage storage;
    private final Map<String, String> answers = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private Survey(Storage storage) {
        this.storage = storage;
    }

    static Survey of(Storage storage) {
        Survey survey = new Survey(storage);
        survey.ask("sink", survey::sink);
        survey.ask("open", () -> {
            try (Checkpoint checkpoint = Checkpoint.open(storage)) {
                survey.checkpoint(checkpoint);
                return "";
            }
        });
        return survey;
    }

    /** The answers, by what was asked; an error starts with its code in brackets. */
    Map<String, String> answers() {
        return answers;
    }

    static boolean isError(String answer) {
        return answer.startsWith(ERROR);
    }

    /** Whether damage may change an answer without a word: the room files take, and the log of a sink, which nothing verifies. */
    static boolean isUnguarded(String what) {
        return what.equals("sink") || what.equals("sizes") || what.endsWith(" size") || what.equals("verify");
    }

    /** Whether a question is about the content of state. */
    static boolean isContent(String what) {
        return what.contains(" at ") || what.contains(" changes ") || what.endsWith(" families");
    }

    /** Whether an answer, an error or a finding says the name of a file. */
    boolean names(String path) {
        return answers.values().stream().anyMatch(answer -> answer.contains(path))
                || findings.stream()
                        .anyMatch(finding -> finding.place().path().contains(path)
                                || finding.problem().contains(path));
    }

    /** The answers for a message: some are very long. */
    String shortAnswers() {
        StringBuilder text = new StringBuilder();
        answers.forEach((what, answer) -> text.append(what)
                .append(": ")
                .append(answer, 0, Math.min(200, answer.length()))
                .append('\n'));
        return text.toString();
    }

    List<Finding> findings() {
        return findings;
    }

    private interface Question {
        Object answer() throws Exception;
    }

    private void ask(String what, Question question) {
        try {
            answers.put(what, String.valueOf(question.answer()));
        } catch (PawlException e) {
            answers.put(what, String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            throw new AssertionError("asked for " + what + ", found " + e, e);
        }
    }

    private Object sink() {
        Digest digest = new Digest();
        new FileSinkLog(storage, CompactionPolicy.DEFAULT).visitFiles(file -> digest.add(file.toString()));
        return digest;
    }

    private void checkpoint(Checkpoint checkpoint) {
        ask("metadata", checkpoint::metadata);
        ask("plans", checkpoint.offsets()::batchIds);
        ask("commits", checkpoint.commits()::batchIds);
        some(
                checkpoint.offsets().batchIds(),
                id -> ask("plan " + id, () -> checkpoint.offsets().entry(id)));
        some(
                checkpoint.commits().batchIds(),
                id -> ask("commit " + id, () -> checkpoint.commits().entry(id)));
        sources(checkpoint);
        ask("health", checkpoint::health);
        ask("diagnosis", checkpoint::diagnosis);
        ask("format", checkpoint::stateFormat);
        ask("restorable", checkpoint::restorableBatches);
        ask("sizes", checkpoint::sizes);
        ask("operators", () -> {
            operators("", checkpoint, checkpoint.operators());
            return "";
        });
        ask("operators past damage", () -> {
            operators("past damage, ", checkpoint, checkpoint.operatorsPassingOverDamage());
            return "";
        });
        ask("verify", () -> new Verifier(checkpoint).run(findings::add));
    }

    private void sources(Checkpoint checkpoint) {
        ask("sources", () -> {
            List<String> ids = checkpoint.sources().sourceIds();
            some(ids, id -> source(checkpoint, id));
            return ids;
        });
    }

    private void source(Checkpoint checkpoint, String id) {
        String source = "source " + id;
        ask(source, () -> {
            SourceLogKind kind = checkpoint.sources().kind(id);
            return kind + " " + SourceKind.of(kind, Optional.empty());
        });
        for (InitialOffset.Kind kind : InitialOffset.Kind.values()) {
            ask(source + " as " + kind, () -> InitialOffset.read(storage, id, kind));
        }
        FileSourceLog log = new FileSourceLog(storage, id, CompactionPolicy.DEFAULT);
        ask(source + " files", () -> {
            some(
                    log.fileNames(),
                    name -> ask(source + " file " + name, () -> {
                        Digest digest = new Digest();
                        log.visit(name, file -> digest.add(file.toString()));
                        return digest;
                    }));
            OptionalLong latest = log.latest();
            if (latest.isPresent()) {
                Digest digest = new Digest();
                log.visitFilesUpTo(latest.getAsLong(), file -> digest.add(file.toString()));
                return digest;
            }
            return "";
        });
    }

    private void operators(String how, Checkpoint checkpoint, List<OperatorState> operators) {
        some(operators, operator -> {
            String name = how + "operator " + operator.id();
            ask(
                    name,
                    () -> operator.metadata() + ", partitions "
                            + operator.partitionsExpected().size());
            some(operator.stores(), store -> store(how + store.id(), store));
            ask(name + " views", () -> {
                StateViews views = new StateViews(checkpoint);
                some(views.questions(operator), question -> view(name, views, operator, question));
                return views.storeNames(operator).size();
            });
        });
    }

    private void store(String name, StoreState store) {
        ask(name + " size", store::size);
        ask(name + " schemas", store::schemas);
        some(
                store.partitions(),
                partition -> ask(name + "/" + partition, () -> {
                    TreeSet<Long> versions =
                            new TreeSet<>(store.files(partition).versions());
                    some(versions, version -> {
                        ask(name + "/" + partition + " at " + version, () -> state(store, partition, version));
                        ask(
                                name + "/" + partition + " changes of " + version,
                                () -> changes(store, partition, version));
                    });
                    ask(name + "/" + partition + " families", () -> store.columnFamilies(partition, Long.MAX_VALUE));
                    return store.loadable(partition);
                }));
    }

    private static Object state(StoreState store, long partition, long version) throws Exception {
        Digest digest = new Digest();
        try (StateCursor cursor = store.load(partition, version)) {
            while (cursor.next()) {
                digest.add(cursor.key(), cursor.value());
            }
        }
        return digest;
    }

    private static Object changes(StoreState store, long partition, long version) throws Exception {
        Digest digest = new Digest();
        try (ChangeCursor cursor = store.changes(partition, version)) {
            while (cursor.next()) {
                digest.add(cursor.kind(), cursor.key());
            }
        }
        return digest;
    }

    private void view(String name, StateViews views, OperatorState operator, StateQuestion question) {
        String what = name + " " + question;
        ask(what, () -> {
            StateView view = views.view(operator, question);
            some(
                    view.partitions(),
                    partition -> some(
                            new TreeSet<>(view.store().files(partition).versions())
                                    .descendingSet().stream().limit(1).toList(),
                            version -> {
                                ask(
                                        what + " rows " + partition + " at " + version,
                                        () -> rows(view.rows(partition, version, ZoneOffset.UTC)));
                                ask(
                                        what + " changes " + partition + " at " + version,
                                        () -> rows(view.changes(partition, version, ZoneOffset.UTC)));
                            }));
            return view.columns();
        });
    }

    private static Object rows(ViewCursor opened) throws Exception {
        Digest digest = new Digest();
        try (ViewCursor cursor = opened) {
            JsonBuffer json = new JsonBuffer();
            while (cursor.next()) {
                json.truncate(0);
                cursor.printFields(true, json);
                digest.add(json.toString());
            }
        }
        return digest;
    }

    private static <T> void some(Collection<T> all, Consumer<T> action) {
        all.stream().limit(ASKED_MAX).forEach(action);
    }

    /** What rows hold, whatever their order. */
    private static final class Digest {
        private long rows;
        private long sum;

        void add(Object... parts) {
            rows++;
            long hash = 1;
            for (Object part : parts) {
                hash = hash * 0x9E3779B97F4A7C15L + part.hashCode();
            }
            sum += hash * hash;
        }

        @Override
        public String toString() {
            return rows + " rows, " + Long.toHexString(sum);
        }
    }
}
