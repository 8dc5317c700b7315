package dev.pawl.interop.stream;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.row.JsonBuffer;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.checkpoint.verify.Finding;
import dev.pawl.checkpoint.verify.Verifier;
import dev.pawl.checkpoint.view.StateQuestion;
import dev.pawl.checkpoint.view.StateViews;
import dev.pawl.checkpoint.view.ViewCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Everything a checkpoint remembers, as text: by operator, store and version, the rows with their partitions. */
final class StateText {
    private StateText() {}

    static Map<String, List<String>> of(Path checkpoint) throws IOException {
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            return of(opened, opened.restorableBatches());
        }
    }

    /** After the last batch alone. */
    static Map<String, List<String>> last(Path checkpoint) throws IOException {
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            List<Long> restorable = opened.restorableBatches();
            return of(opened, restorable.subList(restorable.size() - 1, restorable.size()));
        }
    }

    private static Map<String, List<String>> of(Checkpoint opened, List<Long> batches) throws IOException {
        Map<String, List<String>> all = new TreeMap<>();
        StateViews views = new StateViews(opened);
        for (OperatorState operator : opened.operators()) {
            for (String store : views.storeNames(operator)) {
                StateQuestion question = new StateQuestion.Store(store);
                for (long batch : batches) {
                    all.put(
                            "%d %s %03d".formatted(operator.id(), store, batch + 1),
                            rows(views, operator, question, batch + 1));
                }
            }
        }
        return all;
    }

    private static List<String> rows(StateViews views, OperatorState operator, StateQuestion question, long version)
            throws IOException {
        var view = views.view(operator, question);
        List<String> rows = new ArrayList<>();
        for (long partition : view.partitions()) {
            try (ViewCursor cursor = view.rows(partition, version, ZoneOffset.UTC)) {
                while (cursor.next()) {
                    JsonBuffer json = new JsonBuffer();
                    cursor.printFields(true, json);
                    rows.add(partition + " " + json);
                }
            }
        }
        Collections.sort(rows);
        return rows;
    }

    /** What is wrong with a checkpoint. */
    static List<Finding> findings(Path checkpoint) {
        List<Finding> findings = new ArrayList<>();
        try (Checkpoint opened = Checkpoint.open(Storages.open(checkpoint.toString()))) {
            new Verifier(opened).run(findings::add);
        }
        return findings;
    }
}
