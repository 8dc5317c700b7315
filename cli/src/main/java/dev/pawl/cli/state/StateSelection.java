package dev.pawl.cli.state;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Suggestion;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateView;
import dev.pawl.checkpoint.view.StateViews;
import dev.pawl.cli.output.Printable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The part of a checkpoint's state that was asked for: of some operators, some stores. */
final class StateSelection {
    private final Checkpoint checkpoint;
    private final StateViews views;
    private final List<OperatorState> operators;

    /** One view and the operator it belongs to. */
    record Part(OperatorState operator, StateView view) {
        boolean isSameQuestion(Part other) {
            return operator.id() == other.operator.id() && view.label().equals(other.view.label());
        }
    }

    /** @param operatorIds none for all */
    StateSelection(Checkpoint checkpoint, long version, Collection<Long> operatorIds) {
        this.checkpoint = checkpoint;
        this.views = new StateViews(checkpoint);
        this.operators = operators(checkpoint, version, operatorIds);
    }

    /** The operators with these ids as they were at a version; all if there are no ids. */
    static List<OperatorState> operators(Checkpoint checkpoint, long version, Collection<Long> operatorIds) {
        List<OperatorState> all = checkpoint.operators(StateOptions.batchOf(version));
        if (operatorIds.isEmpty()) {
            return all;
        }
        List<OperatorState> chosen = new ArrayList<>();
        for (long id : new LinkedHashSet<>(operatorIds)) {
            chosen.add(all.stream()
                    .filter(operator -> operator.id() == id)
                    .findFirst()
                    .orElseThrow(() -> unanswerable("There is no operator " + id + " in " + checkpoint.location() + "; "
                            + (all.isEmpty() ? "the query keeps no state." : "there are " + names(all) + "."))));
        }
        return chosen;
    }

    private static String names(List<OperatorState> operators) {
        return String.join(
                ", ", operators.stream().map(StateSelection::describe).toList());
    }

    private static String describe(OperatorState operator) {
        return operator.id() + name(operator);
    }

    private static String name(OperatorState operator) {
        return operator.metadata()
                .map(OperatorMetadata::operatorName)
                .map(name -> " (" + name + ")")
                .orElse("");
    }

    /** Everything the chosen operators remember for the query. */
    List<Part> all() {
        List<Part> parts = new ArrayList<>();
        for (OperatorState operator : operators) {
            for (StateQuestion question : views.questions(operator)) {
                parts.add(new Part(operator, views.view(operator, question)));
            }
        }
        return parts;
    }

    /** The answers to questions, each from every chosen operator that has one. */
    List<Part> answers(List<StateQuestion> questions) {
        List<Part> parts = new ArrayList<>();
        Set<StateQuestion> unanswered = new LinkedHashSet<>(questions);
        for (OperatorState operator : operators) {
            for (StateQuestion question : new LinkedHashSet<>(questions)) {
                if (views.answers(operator, question)) {
                    unanswered.remove(question);
                    parts.add(new Part(operator, views.view(operator, question)));
                }
            }
        }
        for (StateQuestion question : unanswered) {
            throw unknown(question);
        }
        return parts;
    }

    boolean hasAnswer(StateQuestion question) {
        return operators.stream().anyMatch(operator -> views.answers(operator, question));
    }

    /** What a name means: what the column {@code store} of an answer shows, or else a store or column family. */
    StateQuestion named(String name) {
        return operators.stream()
                .flatMap(operator -> views.questions(operator).stream())
                .filter(question -> question.label().equals(name))
                .findFirst()
                .orElseGet(() -> new StateQuestion.Store(name));
    }

    private PawlException unknown(StateQuestion question) {
        if (operators.isEmpty()) {
            return unanswerable("The query of " + checkpoint.location() + " keeps no state.");
        }
        if (question instanceof StateQuestion.JoinSide) {
            return unanswerable(nobody("is", "stream-stream join") + ".");
        }
        if (question instanceof StateQuestion.Timers) {
            return unanswerable(nobody("has", "timer") + ".");
        }
        boolean isVariable = question instanceof StateQuestion.Variable;
        Set<String> known = new LinkedHashSet<>();
        for (OperatorState operator : operators) {
            if (!isVariable) {
                known.addAll(views.storeNames(operator));
            }
            for (StateQuestion answer : views.questions(operator)) {
                if (!isVariable || answer instanceof StateQuestion.Variable) {
                    known.add(answer.label());
                }
            }
        }
        String kind = isVariable ? "state variable" : "store";
        String what = kind + " " + Printable.line(question.label());
        return unanswerable(nobody("has", what) + "; there "
                + (known.isEmpty() ? "is none." : "are " + String.join(", ", known) + ".")
                + Suggestion.of(question.label(), known));
    }

    private String nobody(String verb, String what) {
        return operators.size() == 1
                ? "Operator " + describe(operators.get(0)) + " of " + checkpoint.location() + " " + verb + " no " + what
                : "None of the operators " + names(operators) + " of " + checkpoint.location() + " " + verb + " a "
                        + what;
    }

    static PawlException unanswerable(String text) {
        return new PawlException(ErrorCode.STATE_QUESTION_UNANSWERABLE, text);
    }
}
