package dev.pawl.engine.run;

import dev.pawl.checkpoint.log.SourceOffset;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.engine.plan.QueryInput;
import dev.pawl.engine.source.ReadLimit;
import dev.pawl.engine.source.Split;
import dev.pawl.engine.source.StreamScope;
import dev.pawl.engine.source.StreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The sources of a running query, by the places where it reads them. */
final class BatchInputs implements AutoCloseable {
    private final List<StreamSource> sources = new ArrayList<>();
    private final List<Integer> sourceOfInput = new ArrayList<>();

    BatchInputs(List<QueryInput> inputs, Storage checkpoint, String queryId) {
        for (QueryInput input : inputs) {
            if (input.source() == sources.size()) {
                String id = Integer.toString(input.source());
                sources.add(input.table().openStream(new StreamScope(id, input.required(), checkpoint, queryId)));
            }
            sourceOfInput.add(input.source());
        }
    }

    int count() {
        return sourceOfInput.size();
    }

    StreamSource source(int input) {
        return sources.get(sourceOfInput.get(input));
    }

    void pinEnds() {
        sources.forEach(StreamSource::pinEnd);
    }

    void turnTo(long batchId) {
        sources.forEach(source -> source.turnTo(batchId));
    }

    /** Where inputs start that were never read: at the beginning their source has. */
    List<Optional<SourceOffset>> started(List<Optional<SourceOffset>> committed) {
        List<Optional<SourceOffset>> starts = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            StreamSource source = source(i);
            starts.add(committed.get(i).or(source::initialOffset));
        }
        return starts;
    }

    /** Up to where the next batch reads. */
    List<Optional<SourceOffset>> latest(List<Optional<SourceOffset>> starts, ReadLimit limit) {
        List<Optional<SourceOffset>> ends = new ArrayList<>();
        for (int i = 0; i < count(); i++) {
            int first = sourceOfInput.indexOf(sourceOfInput.get(i));
            ends.add(first < i ? ends.get(first) : source(i).latestOffset(starts.get(i), limit));
        }
        return ends;
    }

    List<Split> splits(int input, Optional<SourceOffset> start, Optional<SourceOffset> end) {
        boolean isEmpty = end.isEmpty() || end.equals(start);
        return isEmpty ? List.of() : source(input).splits(start, end.get());
    }

    void committed(List<Optional<SourceOffset>> ends) {
        for (int i = 0; i < count(); i++) {
            if (ends.get(i).isPresent()) {
                source(i).committed(ends.get(i).get());
            }
        }
    }

    @Override
    public void close() {
        sources.forEach(StreamSource::close);
    }
}
