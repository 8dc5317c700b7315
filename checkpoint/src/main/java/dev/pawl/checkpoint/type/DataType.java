package dev.pawl.checkpoint.type;

/** A data type of Spark SQL. */
public sealed interface DataType
        permits LeafType, DecimalType, StringType, ArrayType, MapType, StructType, UserDefinedType {
    Kind kind();

    /** The name as Spark prints it in messages, e.g. {@code decimal(10,2)} or {@code array<string>}. */
    String name();

    /** The type that values are stored as: a user-defined type unwrapped, any other itself. */
    default DataType stored() {
        return this;
    }

    /** Bytes of a value of fixed width, 0 when values have a variable width. */
    default int byteCount() {
        return kind().byteCount();
    }
}
