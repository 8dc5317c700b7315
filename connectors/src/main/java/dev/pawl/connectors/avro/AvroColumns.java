package dev.pawl.connectors.avro;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.connectors.format.ColumnMismatchException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;

/** The columns of Avro's schemas, as Spark finds them. */
final class AvroColumns {
    /** Says of an int or a long which of Spark's types it is, where Avro has none. */
    static final String CATALYST_TYPE = "spark.sql.catalyst.type";

    private static final Set<Schema.Type> WHOLE_NUMBERS = EnumSet.of(Schema.Type.INT, Schema.Type.LONG);
    private static final Set<Schema.Type> FRACTIONS = EnumSet.of(Schema.Type.FLOAT, Schema.Type.DOUBLE);

    private final SchemaChoices choices;
    /** How often each record is around the one looked at. */
    private final Map<String, Integer> around = new HashMap<>();

    private AvroColumns(SchemaChoices choices) {
        this.choices = choices;
    }

    /** A type and whether it may be null. */
    private record Column(DataType type, boolean isNullable) {}

    static DataType typeOf(Schema schema, SchemaChoices choices) {
        return new AvroColumns(choices)
                .column(schema)
                .orElseThrow(() -> new IllegalStateException("the outermost type is never left out"))
                .type();
    }

    /** The branches that are not null, in their order. */
    static List<Schema> members(Schema union) {
        return union.getTypes().stream()
                .filter(each -> each.getType() != Schema.Type.NULL)
                .toList();
    }

    /** Whether a union of two types is one type of Spark's that holds both. */
    static boolean isOneNumber(List<Schema> members, DataType type) {
        if (members.size() != 2) {
            return false;
        }
        Set<Schema.Type> both =
                EnumSet.of(members.get(0).getType(), members.get(1).getType());
        return type.equals(DataTypes.LongType)
                ? both.equals(WHOLE_NUMBERS)
                : type.equals(DataTypes.DoubleType) && both.equals(FRACTIONS);
    }

    /** Empty for what is left out because it would be inside itself too often. */
    private Optional<Column> column(Schema schema) {
        LogicalType logical = schema.getLogicalType();
        return switch (schema.getType()) {
            case NULL -> Optional.of(new Column(DataTypes.NullType, true));
            case BOOLEAN -> some(DataTypes.BooleanType);
            case FLOAT -> some(DataTypes.FloatType);
            case DOUBLE -> some(DataTypes.DoubleType);
            case STRING, ENUM -> some(DataTypes.StringType);
            case INT ->
                some(logical instanceof LogicalTypes.Date ? DataTypes.DateType : named(schema, DataTypes.IntegerType));
            case LONG -> some(longType(schema, logical));
            case BYTES, FIXED ->
                some(
                        logical instanceof LogicalTypes.Decimal decimal
                                ? DataTypes.createDecimalType(decimal.getPrecision(), decimal.getScale())
                                : DataTypes.BinaryType);
            case RECORD -> record(schema);
            case ARRAY ->
                column(schema.getElementType())
                        .map(element ->
                                new Column(DataTypes.createArrayType(element.type(), element.isNullable()), false));
            case MAP ->
                column(schema.getValueType())
                        .map(value -> new Column(
                                DataTypes.createMapType(DataTypes.StringType, value.type(), value.isNullable()),
                                false));
            case UNION -> union(schema);
        };
    }

    private static Optional<Column> some(DataType type) {
        return Optional.of(new Column(type, false));
    }

    private static DataType named(Schema schema, DataType byDefault) {
        String name = schema.getProp(CATALYST_TYPE);
        return name == null ? byDefault : DataType.fromDDL(name);
    }

    private static DataType longType(Schema schema, LogicalType logical) {
        if (logical instanceof LogicalTypes.TimestampMillis || logical instanceof LogicalTypes.TimestampMicros) {
            return DataTypes.TimestampType;
        }
        if (logical instanceof LogicalTypes.LocalTimestampMillis
                || logical instanceof LogicalTypes.LocalTimestampMicros) {
            return DataTypes.TimestampNTZType;
        }
        return named(schema, DataTypes.LongType);
    }

    private Optional<Column> record(Schema schema) {
        String name = schema.getFullName();
        int depth = around.getOrDefault(name, 0);
        if (depth > 0 && choices.recursionMax() <= 0) {
            throw new ColumnMismatchException(
                    ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE,
                    "its record " + name
                            + " is inside itself; option recursiveFieldMaxDepth says how often that is read");
        }
        if (depth > 0 && depth >= choices.recursionMax()) {
            return Optional.empty();
        }
        around.put(name, depth + 1);
        List<StructField> fields = new ArrayList<>();
        for (Schema.Field field : schema.getFields()) {
            column(field.schema())
                    .ifPresent(column ->
                            fields.add(DataTypes.createStructField(field.name(), column.type(), column.isNullable())));
        }
        around.put(name, depth);
        return some(DataTypes.createStructType(fields));
    }

    private Optional<Column> union(Schema schema) {
        List<Schema> members = members(schema);
        if (members.size() < schema.getTypes().size()) {
            Schema rest = members.size() == 1 ? members.get(0) : Schema.createUnion(members);
            return column(rest).map(column -> new Column(column.type(), true));
        }
        if (members.size() == 1) {
            return column(members.get(0));
        }
        for (DataType number : List.of(DataTypes.LongType, DataTypes.DoubleType)) {
            if (isOneNumber(members, number)) {
                return some(number);
            }
        }
        List<StructField> fields = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < members.size(); i++) {
            String name = choices.isStable() ? choices.prefix() + members.get(i).getName() : "member" + i;
            if (!names.add(name.toLowerCase(Locale.ROOT))) {
                throw new ColumnMismatchException(
                        ErrorCode.AVRO_INCOMPATIBLE_READ_TYPE,
                        "two members of a union would both be named " + name + "; leave out option"
                                + " enableStableIdentifiersForUnionType");
            }
            column(members.get(i))
                    .ifPresent(column -> fields.add(DataTypes.createStructField(name, column.type(), true)));
        }
        return some(DataTypes.createStructType(fields));
    }
}
