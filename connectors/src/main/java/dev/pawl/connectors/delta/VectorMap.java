package dev.pawl.connectors.delta;

import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.MapData;

/** Keys and values side by side. */
final class VectorMap extends MapData {
    private static final long serialVersionUID = 1;

    private final transient VectorArray keys;
    private final transient VectorArray values;

    VectorMap(VectorArray keys, VectorArray values) {
        this.keys = keys;
        this.values = values;
    }

    @Override
    public int numElements() {
        return keys.numElements();
    }

    @Override
    public ArrayData keyArray() {
        return keys;
    }

    @Override
    public ArrayData valueArray() {
        return values;
    }

    @Override
    public MapData copy() {
        return new ArrayBasedMapData(keys.copy(), values.copy());
    }
}
