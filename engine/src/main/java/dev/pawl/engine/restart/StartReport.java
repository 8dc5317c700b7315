package dev.pawl.engine.restart;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.RecordedConfs;
import dev.pawl.engine.state.OperatorChange;
import dev.pawl.engine.state.OperatorCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Whether a query would start from a checkpoint as it is.
 *
 * @param checkpoint where it is
 * @param nextBatch the batch the query would run next; empty if that cannot be told
 * @param sources nothing if the checkpoint has no plan yet
 * @param operators nothing if the checkpoint has no state yet
 * @param confs those that the pipeline sets in vain
 * @param inForce the configurations that belong to the checkpoint, as the query would go on with them
 * @param problems what else keeps it from starting
 */
public record StartReport(
        String checkpoint,
        Optional<Long> nextBatch,
        List<SourceChange> sources,
        List<OperatorChange> operators,
        List<ConfChange> confs,
        RecordedConfs inForce,
        List<PawlException> problems) {
    public StartReport {
        sources = List.copyOf(sources);
        operators = List.copyOf(operators);
        confs = List.copyOf(confs);
        problems = List.copyOf(problems);
    }

    /** The same with one more problem. */
    public StartReport with(PawlException problem) {
        List<PawlException> all = new ArrayList<>(problems);
        all.add(problem);
        return new StartReport(checkpoint, nextBatch, sources, operators, confs, inForce, all);
    }

    /** Why the query would not start; empty if it would. */
    public Optional<ErrorCode> refusal() {
        return problems.stream()
                .map(PawlException::code)
                .findFirst()
                .or(() -> sources.stream()
                        .flatMap(source -> source.refusal().stream())
                        .findFirst())
                .or(() -> OperatorCheck.refusal(operators));
    }

    /** @throws PawlException with the whole report if the query would not start */
    public void requireStart() {
        // What is damaged says all there is to say.
        problems.stream().findFirst().ifPresent(problem -> {
            throw problem;
        });
        refusal().ifPresent(code -> {
            throw new PawlException(
                    code,
                    "The query does not fit checkpoint " + checkpoint + " as it is:\n  "
                            + String.join("\n  ", changes()) + "\n");
        });
    }

    /** A line for each source, operator and configuration. */
    private List<String> changes() {
        List<String> lines = new ArrayList<>();
        sources.forEach(source -> lines.add(text(source)));
        operators.forEach(operator -> lines.add(OperatorCheck.text(operator)));
        confs.forEach(conf -> lines.add(conf.key() + " stays " + conf.recorded() + ", as the checkpoint has it"));
        return lines;
    }

    private static String text(SourceChange source) {
        return "source " + source.source()
                + source.name().map(name -> " (" + name + ")").orElse("")
                + " is " + source.change().name().toLowerCase(Locale.ROOT)
                + (source.what().isEmpty() ? "" : ": " + source.what());
    }
}
