package dev.pawl.engine.state;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.jspecify.annotations.Nullable;
public interface StateStore {
    @Nullable UnsafeRow get(UnsafeRow key);
    void put(UnsafeRow key, UnsafeRow value);
    void remove(UnsafeRow key);
    Entries all();
    Entries withPrefix(UnsafeRow prefix);
    long rows();
}
