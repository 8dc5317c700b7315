package dev.pawl.interop.handover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reports of one batch by the two engines. They have the same fields of the same types, and the same values but for times. */
final class ProgressShape {
    /** That of the source named {@code rate} has no closing bracket in Spark. */
    private static final String UNCLOSED = "RateStreamV2[";

    private ProgressShape() {}

    /**
     * @param isSkipped whether the sink of the query knew the batch already, so that nothing was read; the other's did not
     */
    static void check(Lane lane, JsonNode pawl, JsonNode spark, boolean isSkipped) {
        String what = "report of batch " + pawl.get("batchId") + " by " + lane;
        assertThat(fields(pawl)).as(what).isEqualTo(fields(spark));
        assertThat(durations(pawl)).as(what).containsAll(durations(spark));
        for (String same : List.of("name", "batchId", "stateOperators")) {
            assertThat(pawl.get(same)).as(what + ": " + same).isEqualTo(spark.get(same));
        }
        JsonNode mine = pawl.get("sources").get(0);
        JsonNode other = spark.get("sources").get(0);
        for (String same : List.of("startOffset", "endOffset", "latestOffset")) {
            assertThat(mine.get(same)).as(what + ": " + same).isEqualTo(other.get(same));
        }
        assertThat(mine.get("metrics")).as(what + ": metrics").isEqualTo(other.get("metrics"));
        assertThat(mine.get("description").textValue()).as(what).isEqualTo(description(other));
        long rows = isSkipped ? 0 : other.get("numInputRows").longValue();
        assertThat(mine.get("numInputRows").longValue()).as(what).isEqualTo(rows);
        assertThat(pawl.get("numInputRows").longValue()).as(what).isEqualTo(rows);
        // Spark says -1 for the sinks of its older interface.
        assertThat(pawl.get("sink").get("numOutputRows").longValue()).as(what).isEqualTo(rows);
    }

    private static String description(JsonNode source) {
        String text = source.get("description").textValue();
        return text.startsWith(UNCLOSED) ? text + "]" : text;
    }

    /** Path and type of every field, without those below the times of a batch's parts and the source's own offsets. */
    private static Set<String> fields(JsonNode report) {
        Set<String> fields = new TreeSet<>();
        collect("", report, fields);
        return fields;
    }

    private static void collect(String path, JsonNode node, Set<String> fields) {
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            String name = path + "." + field.getKey();
            JsonNode value = field.getValue();
            fields.add(name + " " + value.getNodeType() + (value.isIntegralNumber() ? " integral" : ""));
            boolean isOpen = name.equals(".durationMs") || name.endsWith("Offset");
            if (value instanceof ObjectNode && !isOpen) {
                collect(name, value, fields);
            } else if (value.isArray() && !value.isEmpty()) {
                collect(name + "[]", value.get(0), fields);
            }
        }
    }

    private static List<String> durations(JsonNode report) {
        List<String> names = new ArrayList<>();
        report.get("durationMs").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The sinks have the same name in the reports of both, where that of Spark is more than the number of an object. */
    static void checkSinks(Lane lane) {
        Set<String> names = new TreeSet<>();
        for (Lane.Turn turn : lane.turns()) {
            for (JsonNode report : turn.progress().values()) {
                names.add(report.get("sink").get("description").textValue());
            }
        }
        names.removeIf(name -> name.matches(".*(ConsoleTable|KafkaTable|KafkaSink).*"));
        assertThat(names).as("names of the sink of %s", lane).hasSizeLessThanOrEqualTo(1);
    }
}
