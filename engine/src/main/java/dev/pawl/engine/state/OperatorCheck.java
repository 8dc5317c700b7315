package dev.pawl.engine.state;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataType$;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/** Compares the stateful operators of a query with those that a checkpoint describes, by Spark's rules. */
final class OperatorCheck {
    private final Storage storage;
    private final TreeMap<Long, OperatorSpec> wanted = new TreeMap<>();
    private final List<String> report = new ArrayList<>();
    private @Nullable ErrorCode worst;

    private OperatorCheck(Storage storage, List<OperatorSpec> operators) {
        this.storage = storage;
        operators.forEach(operator -> wanted.put((long) operator.id(), operator));
    }

    /** Fails with what became of each operator if one is not what it was. */
    static void check(Storage storage, List<OperatorSpec> operators) {
        try {
            new OperatorCheck(storage, operators).check();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The state below " + storage.root() + " cannot be listed: " + e.getMessage() + ".",
                    e);
        }
    }

    private void check() throws IOException {
        List<Long> found = OperatorDirectory.operatorIds(storage);
        if (found.isEmpty()) {
            return;
        }
        TreeMap<Long, Boolean> all = new TreeMap<>();
        wanted.keySet().forEach(id -> all.put(id, false));
        found.forEach(id -> all.put(id, true));
        for (long id : all.keySet()) {
            compare(id, Boolean.TRUE.equals(all.get(id)));
        }
        if (worst != null) {
            throw new PawlException(
                    worst,
                    "The query does not fit the state in checkpoint " + storage.root() + ": "
                            + String.join("; ", report) + ".");
        }
    }

    private void compare(long id, boolean isFound) throws IOException {
        OperatorDirectory directory = new OperatorDirectory(storage, id);
        Optional<OperatorMetadata> metadata = isFound ? directory.metadata(Long.MAX_VALUE) : Optional.empty();
        OperatorSpec operator = wanted.get(id);
        if (operator == null) {
            tell(id, metadata.map(OperatorMetadata::operatorName).orElse("unknown"), "dropped", mismatch());
            return;
        }
        if (!isFound) {
            tell(id, operator.name(), "new", mismatch());
            return;
        }
        if (metadata.isPresent() && !metadata.get().operatorName().equals(operator.name())) {
            tell(id, metadata.get().operatorName(), "changed: it is " + operator.name() + " now", mismatch());
            return;
        }
        Optional<String> stores = metadata.flatMap(known -> operator.hasFamilies()
                ? PropertiesCheck.difference(known.properties().orElse("{}"), operator)
                : differentStores(known, operator));
        if (stores.isPresent()) {
            tell(id, operator.name(), "changed: " + stores.get(), mismatch());
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
            Optional<String> key = difference(schemas.get(0).key(), store.key());
            if (key.isPresent()) {
                tell(
                        operator.id(),
                        operator.name(),
                        "changed: key " + where + key.get(),
                        ErrorCode.STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE);
                return;
            }
            Optional<String> value = difference(schemas.get(0).value(), store.value());
            if (value.isPresent()) {
                tell(
                        operator.id(),
                        operator.name(),
                        "changed: value " + where + value.get(),
                        ErrorCode.STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE);
                return;
            }
        }
        report.add(text(operator.id(), operator.name(), "kept"));
    }

    /** Names do not count, and what may be null in the checkpoint need not be in the query. */
    static Optional<String> difference(String thenJson, StructType now) {
        StructType then = (StructType) DataType.fromJson(thenJson);
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

    private static String described(StructField... fields) {
        List<String> texts = new ArrayList<>();
        for (StructField field : fields) {
            texts.add(field.name() + " " + field.dataType().sql());
        }
        return String.join(", ", texts);
    }

    private void tell(long id, String name, String what, ErrorCode code) {
        report.add(text(id, name, what));
        if (worst == null || code == mismatch()) {
            worst = code;
        }
    }

    private static String text(long id, String name, String what) {
        return "operator " + id + " (" + name + ") is " + what;
    }

    private static ErrorCode mismatch() {
        return ErrorCode.STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA;
    }
}
