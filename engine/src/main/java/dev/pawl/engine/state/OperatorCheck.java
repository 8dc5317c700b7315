package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.CommitLog;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataType$;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Compares the stateful operators of a query with those that a checkpoint describes, by Spark's rules. */
public final class OperatorCheck {
    private final Storage storage;
    private final TreeMap<Long, OperatorSpec> wanted = new TreeMap<>();
    private final List<OperatorChange> changes = new ArrayList<>();

    private OperatorCheck(Storage storage, List<OperatorSpec> operators) {
        this.storage = storage;
        operators.forEach(operator -> wanted.put((long) operator.id(), operator));
    }

    /** Fails with what became of each operator if one is not what it was. */
    static void check(Storage storage, List<OperatorSpec> operators) {
        List<OperatorChange> changes = compare(storage, operators);
        refusal(changes).ifPresent(worst -> {
            throw new PawlException(
                    worst,
                    "The query does not fit the state in checkpoint " + storage.root() + ": "
                            + String.join(
                                    "; ",
                                    changes.stream().map(OperatorCheck::text).toList())
                            + ".");
        });
    }

    /** Why the query cannot go on; empty if it can. Another operator says more than another schema of one. */
    public static Optional<ErrorCode> refusal(List<OperatorChange> changes) {
        List<ErrorCode> refusals =
                changes.stream().flatMap(change -> change.refusal().stream()).toList();
        return refusals.contains(mismatch())
                ? Optional.of(mismatch())
                : refusals.stream().findFirst();
    }

    /** A sentence without its full stop. */
    public static String text(OperatorChange change) {
        return "operator " + change.id() + " (" + change.name() + ") is "
                + change.change().name().toLowerCase(Locale.ROOT)
                + (change.what().isEmpty() ? "" : ": " + change.what());
    }

    /**
     * What became of each operator, those of the checkpoint and those of the query, by number. Nothing if the checkpoint has no state:
     * then all are at their beginning.
     */
    public static List<OperatorChange> compare(Storage storage, List<OperatorSpec> operators) {
        try {
            return new OperatorCheck(storage, operators).compare();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The state below " + storage.root() + " cannot be listed: " + e.getMessage() + ".",
                    e);
        }
    }

    private List<OperatorChange> compare() throws IOException {
        List<Long> found = OperatorDirectory.operatorIds(storage);
        if (found.isEmpty()) {
            return List.of();
        }
        TreeMap<Long, Boolean> all = new TreeMap<>();
        wanted.keySet().forEach(id -> all.put(id, false));
        found.forEach(id -> all.put(id, true));
        for (long id : all.keySet()) {
            compare(id, Boolean.TRUE.equals(all.get(id)));
        }
        return changes;
    }

    private void compare(long id, boolean isFound) throws IOException {
        OperatorDirectory directory = new OperatorDirectory(storage, id);
        Optional<OperatorMetadata> metadata = isFound ? directory.metadata(Long.MAX_VALUE) : Optional.empty();
        OperatorSpec operator = wanted.get(id);
        if (operator == null) {
            String name = metadata.map(OperatorMetadata::operatorName).orElse("unknown");
            refuse(id, name, Change.DROPPED, "", mismatch());
            return;
        }
        if (!isFound) {
            // One after the other is described within the first batch: a crash there leaves some that are not.
            if (new CommitLog(storage).latest().isPresent()) {
                refuse(id, operator.name(), Change.NEW, "", mismatch());
            } else {
                changes.add(new OperatorChange(id, operator.name(), Change.NEW, "", Optional.empty()));
            }
            return;
        }
        if (metadata.isPresent() && !metadata.get().operatorName().equals(operator.name())) {
            refuse(id, metadata.get().operatorName(), Change.CHANGED, "it is " + operator.name() + " now", mismatch());
            return;
        }
        Optional<String> stores = metadata.flatMap(known -> operator.hasFamilies()
                ? PropertiesCheck.difference(known.properties().orElse("{}"), operator)
                : differentStores(known, operator));
        if (stores.isPresent()) {
            refuse(id, operator.name(), Change.CHANGED, stores.get(), mismatch());
            return;
        }
        compareSchemas(directory, metadata, operator);
    }

    private static Optional<String> differentStores(OperatorMetadata metadata, OperatorSpec operator) {
        List<String> then = metadata.stores().stream().map(StoreInfo::storeName).toList();
        List<String> now = operator.stores().stream().map(StoreSpec::name).toList();
        if (!then.equals(now)) {
            return Optional.of(
                    "it had the stores " + String.join(", ", then) + " and has now " + String.join(", ", now));
        }
        for (int i = 0; i < then.size(); i++) {
            int prefixThen = metadata.stores().get(i).prefixColumns();
            int prefixNow = operator.stores().get(i).prefixColumns();
            if (prefixThen != prefixNow) {
                return Optional.of("keys of store " + then.get(i) + " had a prefix of " + prefixThen
                        + " columns and have now one of " + prefixNow);
            }
        }
        return Optional.empty();
    }

    private void compareSchemas(OperatorDirectory directory, Optional<OperatorMetadata> metadata, OperatorSpec operator)
            throws IOException {
        List<String> renamed = new ArrayList<>();
        for (StoreSpec store : operator.stores()) {
            List<StoreSchema> schemas = operator.hasFamilies()
                    ? directory.schemas(StoreSpec.DEFAULT, metadata).stream()
                            .filter(schema -> schema.columnFamily().equals(store.name()))
                            .toList()
                    : directory.schemas(store.name(), metadata);
            if (schemas.isEmpty()) {
                continue;
            }
            String where = operator.stores().size() > 1 ? "of store " + store.name() + " " : "";
            StructType keyThen = (StructType) DataType.fromJson(schemas.get(0).key());
            Optional<String> key = difference(keyThen, store.key());
            if (key.isPresent()) {
                refuse(
                        operator.id(),
                        operator.name(),
                        Change.CHANGED,
                        "key " + where + key.get(),
                        ErrorCode.STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE);
                return;
            }
            StructType valueThen = (StructType) DataType.fromJson(schemas.get(0).value());
            Optional<String> value = difference(valueThen, store.value());
            if (value.isPresent()) {
                refuse(
                        operator.id(),
                        operator.name(),
                        Change.CHANGED,
                        "value " + where + value.get(),
                        ErrorCode.STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE);
                return;
            }
            renamed.addAll(renamed("key ", where, keyThen, store.key()));
            renamed.addAll(renamed("value ", where, valueThen, store.value()));
        }
        changes.add(new OperatorChange(
                operator.id(), operator.name(), Change.KEPT, String.join(", ", renamed), Optional.empty()));
    }

    /** Names do not count, and what may be null in the checkpoint need not be in the query. */
    private static Optional<String> difference(StructType then, StructType now) {
        if (DataType$.MODULE$.equalsIgnoreNameAndCompatibleNullability(now, then)) {
            return Optional.empty();
        }
        StructField[] before = then.fields();
        StructField[] after = now.fields();
        for (int i = 0; i < Math.min(before.length, after.length); i++) {
            boolean isSame = DataType$.MODULE$.equalsIgnoreNameAndCompatibleNullability(
                    after[i].dataType(), before[i].dataType());
            if (!isSame) {
                return Optional.of(
                        "column " + (i + 1) + " was " + described(before[i]) + " and is now " + described(after[i]));
            }
            if (after[i].nullable() && !before[i].nullable()) {
                return Optional.of(
                        "column " + (i + 1) + ", " + described(after[i]) + ", was never null and may be now");
            }
        }
        return Optional.of("had " + before.length + " columns (" + described(before) + ") and has now " + after.length
                + " (" + described(after) + ")");
    }

    /** As in Spark a column with another name goes on: whether it still means the same, only its user can tell. */
    private static List<String> renamed(String part, String where, StructType then, StructType now) {
        List<String> renamed = new ArrayList<>();
        for (int i = 0; i < then.fields().length; i++) {
            String before = then.fields()[i].name();
            String after = now.fields()[i].name();
            if (!before.equalsIgnoreCase(after)) {
                renamed.add(part + where + "column " + (i + 1) + " was " + before + " and is now " + after);
            }
        }
        return renamed;
    }

    private static String described(StructField... fields) {
        List<String> texts = new ArrayList<>();
        for (StructField field : fields) {
            texts.add(field.name() + " " + field.dataType().sql());
        }
        return String.join(", ", texts);
    }

    private void refuse(long id, String name, Change change, String what, ErrorCode code) {
        changes.add(new OperatorChange(id, name, change, what, Optional.of(code)));
    }

    private static ErrorCode mismatch() {
        return ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA;
    }
}
