package dev.pawl.engine.state;
import org.apache.spark.sql.types.StructType;
public record StoreSpec(String name, StructType key, StructType value, int prefixColumns) {}
