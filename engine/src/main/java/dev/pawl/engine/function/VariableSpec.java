package dev.pawl.engine.function;

import dev.pawl.checkpoint.row.KeyLayout;
import dev.pawl.engine.state.StoreSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A variable that a processor remembers for each key, and where: in the column families that Spark keeps it in.
 *
 * @param hasTtl whether values are forgotten after a time
 * @param userKey of a map
 */
record VariableSpec(String name, Kind kind, boolean hasTtl, Encoder<?> value, Optional<Encoder<?>> userKey) {
    static final String KEY = "key";
    static final String COUNT = "count";

    private static final String USER_KEY = "userKey";
    private static final String EXPIRATION = "expirationMs";

    /** As Spark's metadata names them. */
    enum Kind {
        VALUE("ValueState"),
        LIST("ListState"),
        MAP("MapState");

        private final String sparkName;

        Kind(String sparkName) {
            this.sparkName = sparkName;
        }

        String sparkName() {
            return sparkName;
        }
    }

    String ttlStore() {
        return "$ttl_" + name;
    }

    String minStore() {
        return "$min_" + name;
    }

    String countStore() {
        return (hasTtl ? "$count_" : "$rowCounter_") + name;
    }

    /** Of the row of one value. */
    StructType valueSchema() {
        StructType plain = value.schema();
        return hasTtl ? new StructType().add("value", plain).add("ttlExpirationMs", DataTypes.LongType) : plain;
    }

    /** Of what one value belongs to: the key, or the key with that of the map. */
    StructType elementKey(StructType key) {
        return userKey.map(inner -> new StructType().add(KEY, key).add(USER_KEY, inner.schema()))
                .orElse(key);
    }

    /** In the order in which Spark makes them. */
    List<StoreSpec> stores(StructType key) {
        List<StoreSpec> stores = new ArrayList<>();
        StructType element = elementKey(key);
        if (hasTtl) {
            StructType empty = new StructType().add("__empty__", DataTypes.NullType);
            stores.add(StoreSpec.familyByTime(ttlStore(), ttlKey(element), empty));
        }
        if (kind == Kind.LIST) {
            if (hasTtl) {
                StructType min = new StructType().add(EXPIRATION, DataTypes.LongType);
                stores.add(StoreSpec.family(minStore(), key, min, false));
            }
            StructType count = new StructType().add(COUNT, DataTypes.LongType);
            stores.add(StoreSpec.family(countStore(), key, count, false));
        }
        if (kind == Kind.MAP) {
            StoreSpec.Family family =
                    new StoreSpec.Family(new KeyLayout.PrefixScan(1), false, userKey.map(Encoder::schema));
            stores.add(StoreSpec.family(name, element, valueSchema(), family));
        } else {
            stores.add(StoreSpec.family(name, key, valueSchema(), kind == Kind.LIST));
        }
        return stores;
    }

    Variable variable(StructType keySchema, CurrentKey key) {
        return switch (kind) {
            case VALUE -> new ValueVariable(this, keySchema, key);
            case LIST -> new ListVariable(this, keySchema, key);
            case MAP -> new MapVariable(this, keySchema, key);
        };
    }

    /** Whether another one is kept in the same way. */
    boolean isKeptAs(VariableSpec other) {
        return kind == other.kind
                && hasTtl == other.hasTtl
                && value.schema().equals(other.value.schema())
                && userKey.map(Encoder::schema).equals(other.userKey.map(Encoder::schema));
    }

    static StructType ttlKey(StructType elementKey) {
        return new StructType().add(EXPIRATION, DataTypes.LongType).add("elementKey", elementKey);
    }
}
