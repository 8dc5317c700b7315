package dev.pawl.checkpoint.view;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.row.JsonBuffer;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** The state of a query as text: each row with its operator, store and partition, sorted. */
public final class StateRows {
    private StateRows() {}

    /** After the last batch. */
    public static List<String> last(Checkpoint checkpoint) throws IOException {
        List<Long> batches = checkpoint.restorableBatches();
        long version = batches.get(batches.size() - 1) + 1;
        List<String> rows = new ArrayList<>();
        StateViews views = new StateViews(checkpoint);
        for (OperatorState operator : checkpoint.operators()) {
            for (StoreState store : operator.stores()) {
                String name = store.id().name();
                StateView view = views.view(operator, new StateQuestion.Store(name));
                for (long partition : view.partitions()) {
                    try (ViewCursor cursor = view.rows(partition, version, ZoneOffset.UTC)) {
                        while (cursor.next()) {
                            JsonBuffer json = new JsonBuffer();
                            cursor.printFields(true, json);
                            rows.add(operator.id() + " " + name + " " + partition + " " + json);
                        }
                    }
                }
            }
        }
        rows.sort(null);
        return rows;
    }
}
