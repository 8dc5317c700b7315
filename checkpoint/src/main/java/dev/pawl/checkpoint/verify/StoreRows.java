package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.OperatorState;
import dev.pawl.checkpoint.StoreState;
import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.row.KeyCodec;
import dev.pawl.checkpoint.row.RowProblem;
import dev.pawl.checkpoint.state.StoreLayout;
import dev.pawl.checkpoint.view.StateViews;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is known about the rows of a store; where nothing is, rows are not checked. */
final class StoreRows {
    /** The only encoding of rows that can be checked. */
    static final String UNSAFE_ROW = "unsaferow";

    private final StoreState store;
    private final boolean hasFamilies;
    private final int partitionCount;
    private final Map<String, RowShape> shapes = new HashMap<>();

    private StoreRows(StoreState store, boolean hasFamilies, int partitionCount) {
        this.store = store;
        this.hasFamilies = hasFamilies;
        this.partitionCount = partitionCount;
    }

    /** @param partitionCount what keys are hashed over, 0 if the query does not distribute its keys like that */
    static StoreRows of(OperatorState operator, StoreState store, int partitionCount) {
        boolean hasFamilies =
                store.schemas().stream().anyMatch(schema -> schema.layout().isPresent());
        StoreRows rows = new StoreRows(store, hasFamilies, partitionCount);
        // Which families hold lists is known from the metadata alone.
        boolean isKnown = !hasFamilies || operator.metadata().isPresent();
        if (!isKnown || !store.format().rowEncoding().equals(UNSAFE_ROW)) {
            return rows;
        }
        Optional<String> operatorName = operator.metadata().map(OperatorMetadata::operatorName);
        Set<String> lists = StateViews.listVariables(operator);
        for (StoreSchema schema : store.schemas()) {
            String name = hasFamilies ? schema.columnFamily() : store.id().name();
            try {
                rows.shapes.put(name, RowShape.of(store, schema, name, operatorName, lists.contains(name)));
            } catch (JsonProblem | RowProblem e) {
                // Reported where schema files are read; without it rows of this family are not checked.
                rows.shapes.remove(name);
            }
        }
        return rows;
    }

    /** Whether keys start with the number of a column family. */
    boolean hasFamilies() {
        return hasFamilies;
    }

    /**
     * Rows of a family that is not in force any more are not checked: the schema that is read is not theirs.
     *
     * @param families the newest number of each column family, as the snapshots of the partition say
     * @param familyIds all numbers of column families that the snapshots know
     */
    Partition partition(long partition, Map<String, Integer> families, Set<Integer> familyIds) {
        Map<Short, RowShape.Reader> readers = new HashMap<>();
        Optional<RowShape.Reader> only = Optional.empty();
        if (hasFamilies) {
            families.forEach((name, id) -> {
                RowShape shape = shapes.get(name);
                if (shape != null) {
                    readers.put(id.shortValue(), shape.reader(Optional.of(id.shortValue())));
                }
            });
        } else {
            only = shapes.values().stream().findFirst().map(shape -> shape.reader(Optional.empty()));
        }
        Optional<Map<Short, RowShape.Reader>> byFamily =
                hasFamilies && store.format().layout() == StoreLayout.ROCKSDB && !readers.isEmpty()
                        ? Optional.of(readers)
                        : Optional.empty();
        return new Partition(partition, partitionCount, byFamily, only, Set.copyOf(familyIds));
    }

    /** The rows of one partition. */
    static final class Partition {
        private final long partition;
        private final int partitionCount;
        private final Optional<Map<Short, RowShape.Reader>> byFamily;
        private final Optional<RowShape.Reader> only;
        private final Set<Integer> familyIds;

        private Partition(
                long partition,
                int partitionCount,
                Optional<Map<Short, RowShape.Reader>> byFamily,
                Optional<RowShape.Reader> only,
                Set<Integer> familyIds) {
            this.partition = partition;
            this.partitionCount = partitionCount;
            this.byFamily = byFamily;
            this.only = only;
            this.familyIds = familyIds;
        }

        void checkPut(Bytes key, Bytes value, RowFaults faults) {
            Optional<RowShape.Reader> reader = reader(key, faults);
            if (reader.isPresent()) {
                reader.get().checkKey(key, partition, partitionCount, faults);
                reader.get().checkValue(value, faults);
            }
        }

        void checkDelete(Bytes key, RowFaults faults) {
            Optional<RowShape.Reader> reader = reader(key, faults);
            if (reader.isPresent()) {
                reader.get().checkKey(key, partition, partitionCount, faults);
            }
        }

        private Optional<RowShape.Reader> reader(Bytes key, RowFaults faults) {
            if (byFamily.isEmpty()) {
                return only;
            }
            try {
                short id = KeyCodec.familyId(key.shared());
                if (!familyIds.contains((int) id)) {
                    faults.add(
                            FindingCode.STATE_ROW_UNREADABLE,
                            "A key has column family " + id + ", which is not known.");
                }
                return Optional.ofNullable(byFamily.get().get(id));
            } catch (RowProblem e) {
                faults.add(FindingCode.STATE_ROW_UNREADABLE, "A key cannot be read: " + e.reason() + ".");
                return Optional.empty();
            }
        }
    }
}
