package dev.pawl.engine.state;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
public interface Entries extends AutoCloseable {
    boolean next();
    UnsafeRow key();
    UnsafeRow value();
    @Override void close();
}
