package dev.pawl.engine.builtin;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JacksonGenerator;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/** Rows as Spark's {@code toJSON} prints them. */
final class RowJson {
    private RowJson() {}

    static List<String> lines(List<InternalRow> rows, StructType columns, String timeZone) {
        List<String> lines = new ArrayList<>();
        for (InternalRow row : rows) {
            StringWriter out = new StringWriter();
            JSONOptions options = new JSONOptions(
                    scala.collection.immutable.Map$.MODULE$.from(
                            CollectionConverters.asScala(Map.<String, String>of())),
                    timeZone,
                    "");
            JacksonGenerator generator = new JacksonGenerator(columns, out, options);
            generator.write(row);
            generator.flush();
            lines.add(out.toString());
        }
        return lines;
    }
}
