package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.checkpoint.type.SchemaJson;
import dev.pawl.checkpoint.type.StructType;
import dev.pawl.checkpoint.view.StateQuestion.Side;
import dev.pawl.checkpoint.view.StateVariable.Kind;
import dev.pawl.checkpoint.view.ViewColumn.Part;
import dev.pawl.checkpoint.view.ViewShape.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Turns questions about a checkpoint's operators into views. */
public final class StateViews {
    private static final String UNSAFE_ROW = "unsaferow";
    private static final int JOIN_VERSION_WITH_MATCHED = 2;

    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String LIST_ELEMENT = "list_element";
    private static final String USER_MAP_KEY = "user_map_key";
    private static final String USER_MAP_VALUE = "user_map_value";
    private static final String EXPIRATION = "expiration_timestamp_ms";

    private final RecordedConfs confs;

    public StateViews(Checkpoint checkpoint) {
        this.confs = checkpoint.recordedConfs();
    }

    /** The questions that together show everything an operator remembers for the query, without its own bookkeeping. */
    public List<StateQuestion> questions(OperatorState operator) {
        List<StateVariable> variables = variables(operator);
        if (!variables.isEmpty()) {
            List<StateQuestion> questions = new ArrayList<>();
            for (StateVariable variable : variables) {
                questions.add(
                        variable.kind() == Kind.TIMER
                                ? new StateQuestion.Timers()
                                : new StateQuestion.Variable(variable.name()));
            }
            return questions;
        }
        if (Arrays.stream(Side.values())
                .allMatch(side -> holder(operator, side.rowsStore()).isPresent())) {
            return Arrays.stream(Side.values())
                    .<StateQuestion>map(StateQuestion.JoinSide::new)
                    .toList();
        }
        return operator.stores().stream()
                .<StateQuestion>map(store -> new StateQuestion.Store(store.id().name()))
                .toList();
    }

    /** The names of the variables, and so of the column families, whose values are lists. */
    public static Set<String> listVariables(OperatorState operator) {
        return variables(operator).stream()
                .filter(variable -> variable.kind() == Kind.LIST)
                .map(StateVariable::name)
                .collect(Collectors.toSet());
    }

    /** Whether an operator keeps what a question is about. */
    public boolean answers(OperatorState operator, StateQuestion question) {
        if (question instanceof StateQuestion.JoinSide side) {
            return holder(operator, side.side().rowsStore()).isPresent();
        }
        if (question instanceof StateQuestion.Store store) {
            return storeNames(operator).contains(store.name());
        }
        boolean isTimers = question instanceof StateQuestion.Timers;
        return variables(operator).stream()
                .anyMatch(variable -> (variable.kind() == Kind.TIMER) == isTimers
                        && (isTimers || variable.name().equals(question.label())));
    }

    /** The stores of an operator, or in their place the column families of a store that has them. */
    public List<String> storeNames(OperatorState operator) {
        List<String> names = new ArrayList<>();
        for (StoreState store : operator.stores()) {
            if (hasFamilies(store)) {
                store.schemas().stream().map(StoreSchema::columnFamily).forEach(names::add);
            } else {
                names.add(store.id().name());
            }
        }
        return names;
    }

    /** The answer to a question; fails if the operator keeps nothing of the kind. */
    public StateView view(OperatorState operator, StateQuestion question) {
        if (question instanceof StateQuestion.JoinSide side) {
            return joinSide(operator, side);
        }
        if (question instanceof StateQuestion.Variable variable) {
            return variable(operator, variable);
        }
        if (question instanceof StateQuestion.Timers timers) {
            return timers(operator, timers);
        }
        Holder holder = holder(operator, question.label())
                .orElseThrow(() -> refused(operator, "has no store " + question.label()));
        return view(
                holder,
                question,
                Values.ROW,
                List.of(whole(KEY, Part.KEY, holder.key()), whole(VALUE, Part.VALUE, holder.value())));
    }

    private StateView joinSide(OperatorState operator, StateQuestion.JoinSide question) {
        Holder holder = holder(operator, question.side().rowsStore())
                .orElseThrow(() -> refused(operator, "is no stream-stream join"));
        int keyColumns = holder.key().size() - 1;
        int hidden = confs.joinStateFormatVersion() >= JOIN_VERSION_WITH_MATCHED ? 1 : 0;
        return view(
                holder,
                question,
                Values.ROW,
                List.of(
                        new ViewColumn.Struct(KEY, Part.KEY, holder.key(), first(keyColumns)),
                        new ViewColumn.Struct(
                                VALUE,
                                Part.VALUE,
                                holder.value(),
                                first(holder.value().size() - hidden))));
    }

    private StateView variable(OperatorState operator, StateQuestion.Variable question) {
        StateVariable variable = variables(operator).stream()
                .filter(known -> known.name().equals(question.name()) && known.kind() != Kind.TIMER)
                .findFirst()
                .orElseThrow(() -> refused(operator, "has no state variable " + question.name()));
        Holder holder = family(operator, variable.name());
        return switch (variable.kind()) {
            case VALUE ->
                view(
                        holder,
                        question,
                        Values.ROW,
                        List.of(whole(KEY, Part.KEY, holder.key()), whole(VALUE, Part.VALUE, holder.value())));
            case LIST ->
                view(
                        holder,
                        question,
                        Values.LIST,
                        List.of(whole(KEY, Part.KEY, holder.key()), whole(LIST_ELEMENT, Part.VALUE, holder.value())));
            case MAP ->
                view(
                        holder,
                        question,
                        Values.ROW,
                        List.of(
                                field(KEY, holder, 0),
                                field(USER_MAP_KEY, holder, 1),
                                whole(USER_MAP_VALUE, Part.VALUE, holder.value())));
            case TIMER -> throw new IllegalStateException("timers are no variable");
        };
    }

    private StateView timers(OperatorState operator, StateQuestion.Timers question) {
        StateVariable timers = variables(operator).stream()
                .filter(variable -> variable.kind() == Kind.TIMER)
                .findFirst()
                .orElseThrow(() -> refused(operator, "registers no timers"));
        Holder holder = family(operator, timers.name());
        return view(holder, question, Values.ROW, List.of(field(KEY, holder, 0), field(EXPIRATION, holder, 1)));
    }

    private StateView view(Holder holder, StateQuestion question, Values values, List<ViewColumn> columns) {
        StoreState store = holder.store();
        if (!store.format().rowEncoding().equals(UNSAFE_ROW)) {
            throw new PawlException(
                    ErrorCode.STATE_ENCODING_UNSUPPORTED,
                    "The rows of " + store.id() + " are encoded as "
                            + store.format().rowEncoding() + ".");
        }
        return new StateView(
                store,
                new ViewShape(store.id().name(), holder.family(), holder.key(), holder.layout(), values, columns),
                question.label());
    }

    private static ViewColumn whole(String name, Part part, StructType row) {
        return ViewColumn.Struct.whole(name, part, row);
    }

    private static ViewColumn field(String name, Holder holder, int ordinal) {
        if (ordinal >= holder.key().size()) {
            throw new PawlException(
                    ErrorCode.STATE_SCHEMA_CORRUPT,
                    "The key schema of " + holder.store().id() + ", column family "
                            + holder.family().orElse("") + ", in file "
                            + holder.store().schemaPath() + " should have " + (ordinal + 1) + " columns but has "
                            + holder.key().size() + ".");
        }
        return new ViewColumn.Field(name, Part.KEY, holder.key(), ordinal);
    }

    private static List<Integer> first(int columns) {
        return IntStream.range(0, columns).boxed().toList();
    }

    /** Where the entries of a name are kept: in a store of this name, or in the column family of this name of a store. */
    private record Holder(
            StoreState store, Optional<String> family, StructType key, StructType value, KeyLayout layout) {}

    private static Optional<Holder> holder(OperatorState operator, String name) {
        for (StoreState store : operator.stores()) {
            boolean hasFamilies = hasFamilies(store);
            for (StoreSchema schema : store.schemas()) {
                if (hasFamilies && schema.columnFamily().equals(name)) {
                    return Optional.of(holder(store, schema, Optional.of(name)));
                }
            }
            if (!hasFamilies && store.id().name().equals(name)) {
                StoreSchema schema = store.schemas().stream()
                        .findFirst()
                        .orElseThrow(() -> new PawlException(
                                ErrorCode.STATE_SCHEMA_MISSING,
                                "There is no state schema file for " + store.id() + "; it should be at " + store.path(0)
                                        + "/_metadata/schema."));
                return Optional.of(holder(store, schema, Optional.empty()));
            }
        }
        return Optional.empty();
    }

    private static boolean hasFamilies(StoreState store) {
        return store.schemas().stream().anyMatch(schema -> schema.layout().isPresent());
    }

    private static Holder family(OperatorState operator, String name) {
        return holder(operator, name)
                .orElseThrow(() -> new PawlException(
                        ErrorCode.STATE_SCHEMA_CORRUPT,
                        "The state schema of operator " + operator.id() + " has no column family " + name + "."));
    }

    private static Holder holder(StoreState store, StoreSchema schema, Optional<String> family) {
        try {
            StructType key = SchemaJson.parse(schema.key());
            StructType value = SchemaJson.parse(schema.value());
            KeyLayout layout = store.keyLayout(schema, key);
            return new Holder(store, family, key, value, layout);
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.STATE_SCHEMA_CORRUPT,
                    "File " + store.schemaPath() + " below " + store.storageRoot() + " holds a schema of " + store.id()
                            + family.map(name -> ", column family " + name).orElse("") + " that cannot be read: "
                            + e.reason() + ".",
                    e);
        }
    }

    private static List<StateVariable> variables(OperatorState operator) {
        Optional<String> properties = operator.metadata().flatMap(OperatorMetadata::properties);
        if (properties.isEmpty()) {
            return List.of();
        }
        try {
            return StateVariable.parse(properties.get());
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.OPERATOR_METADATA_CORRUPT,
                    "The properties of operator " + operator.id() + " cannot be read: " + e.reason() + ".",
                    e);
        }
    }

    private PawlException refused(OperatorState operator, String why) {
        return new PawlException(
                ErrorCode.STATE_QUESTION_UNANSWERABLE,
                "Operator " + operator.id()
                        + operator.metadata()
                                .map(known -> " (" + known.operatorName() + ")")
                                .orElse("")
                        + " " + why + "; it has "
                        + String.join(
                                ", ",
                                questions(operator).stream()
                                        .map(StateQuestion::label)
                                        .toList())
                        + ".");
    }
}
