package dev.pawl.engine.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.ExprId;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GetStructField;
import org.apache.spark.sql.catalyst.expressions.JsonToStructs;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * One text decoded for all who want something of it.
 *
 * @param json for all fields that are wanted
 * @param id of the column that is decoded
 */
record JsonDecoder(JsonToStructs json, ExprId id) {
    static JsonDecoder of(JsonToStructs json) {
        return new JsonDecoder(json, NamedExpression$.MODULE$.newExprId());
    }

    private StructType schema() {
        return (StructType) json.schema();
    }

    /** A decoder for the fields of both. A field that both have with different types stays with this one's. */
    JsonDecoder plus(JsonDecoder other) {
        // Most come with parts of one schema: its order is kept.
        boolean isWider = other.schema().length() > schema().length();
        Map<String, StructField> fields = new LinkedHashMap<>();
        for (StructField field : (isWider ? other : this).schema().fields()) {
            fields.put(field.name(), field);
        }
        for (StructField field : (isWider ? this : other).schema().fields()) {
            fields.putIfAbsent(field.name(), field);
        }
        StructType all = new StructType(fields.values().toArray(new StructField[0]));
        return new JsonDecoder(
                json.copy(all, json.options(), json.child(), json.timeZoneId(), json.variantAllowDuplicateKeys()), id);
    }

    Alias alias() {
        return new Alias(json, "json", id, Seqs.seq(List.of()), Option.empty(), Seqs.seq(List.of()));
    }

    /** In place of an expression that takes one field of decoded JSON. */
    Expression field(GetStructField wanted) {
        String name = wanted.extractFieldName();
        if (!schema().getFieldIndex(name).isDefined()) {
            return wanted;
        }
        int index = schema().fieldIndex(name);
        GetStructField field = new GetStructField(alias().toAttribute(), index, Option.apply(name));
        return field.dataType().equals(wanted.dataType()) ? field : wanted;
    }

    /** In place of decoded JSON as a whole. */
    Expression whole(JsonToStructs wanted) {
        return wanted.dataType().equals(json.dataType()) ? alias().toAttribute() : wanted;
    }
}
