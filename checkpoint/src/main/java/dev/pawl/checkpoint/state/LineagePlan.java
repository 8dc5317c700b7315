package dev.pawl.checkpoint.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Finds the files of a version that has no snapshot of its own, along the lineage in its changelog. */
final class LineagePlan {
    private final StoreFiles store;
    private final StateFileName head;
    private final List<LineageItem> lineage;

    LineagePlan(StoreFiles store, long version, String uniqueId, Function<StateFileName, List<LineageItem>> lineageOf) {
        this.store = store;
        this.head = new StateFileName(version, uniqueId, StateFileName.Kind.CHANGELOG);
        requireChangelog(head);
        this.lineage = new ArrayList<>(lineageOf.apply(head));
        lineage.add(new LineageItem(version, uniqueId));
        lineage.sort(Comparator.comparingLong(LineageItem::version));
    }

    LoadPlan build() {
        int start = lineage.size();
        Optional<StateFileName> base = Optional.empty();
        while (start > 0 && base.isEmpty()) {
            start--;
            base = Optional.of(file(start, StateFileName.Kind.ZIP)).filter(store::contains);
        }
        checkEnds(base);
        List<StateFileName> changes = new ArrayList<>();
        for (int i = base.isEmpty() ? 0 : start + 1; i < lineage.size(); i++) {
            if (i > 0 && lineage.get(i).version() != lineage.get(i - 1).version() + 1) {
                throw invalid("version " + (lineage.get(i - 1).version() + 1) + " is missing in it or not unique");
            }
            StateFileName changelog = file(i, StateFileName.Kind.CHANGELOG);
            requireChangelog(changelog);
            changes.add(changelog);
        }
        return new LoadPlan(head.version(), base, changes);
    }

    private void checkEnds(Optional<StateFileName> base) {
        if (lineage.get(lineage.size() - 1).version() != head.version()) {
            throw invalid("it has later versions than the file itself");
        }
        if (base.isEmpty() && lineage.get(0).version() != 1) {
            throw new PawlException(
                    ErrorCode.CANNOT_FIND_BASE_SNAPSHOT_CHECKPOINT,
                    "Version " + head.version() + " needs a snapshot of one of the versions in the lineage of "
                            + store.path(head) + ", and there is none: " + LineageItem.format(lineage) + ".");
        }
    }

    private StateFileName file(int index, StateFileName.Kind kind) {
        LineageItem item = lineage.get(index);
        return new StateFileName(item.version(), item.uniqueId(), kind);
    }

    private void requireChangelog(StateFileName changelog) {
        if (!store.contains(changelog)) {
            throw new PawlException(
                    ErrorCode.CANNOT_READ_STREAMING_STATE_FILE,
                    "File " + store.path(changelog) + " does not exist, version " + head.version() + " with unique id "
                            + head.uniqueId() + " needs it.");
        }
    }

    private PawlException invalid(String reason) {
        return new PawlException(
                ErrorCode.INVALID_CHECKPOINT_LINEAGE,
                "The lineage in " + store.path(head) + " is not valid, " + reason + ": " + LineageItem.format(lineage)
                        + ".");
    }
}
