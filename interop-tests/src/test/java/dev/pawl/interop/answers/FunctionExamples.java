package dev.pawl.interop.answers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistryBase;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's built-in functions and the queries that its documentation shows for them. */
final class FunctionExamples {
    private final Map<String, List<String>> queries = new HashMap<>();

    FunctionExamples() {
        addAll(FunctionRegistry.builtin());
        addAll(TableFunctionRegistry.builtin());
    }

    private void addAll(FunctionRegistryBase<?> registry) {
        for (FunctionIdentifier function : CollectionConverters.asJava(registry.listFunction())) {
            ExpressionInfo info = registry.lookupFunction(function).get();
            queries.computeIfAbsent(function.unquotedString(), unseen -> new ArrayList<>())
                    .addAll(queriesOf(info.getExamples()));
        }
    }

    /** Each is marked by {@code >}, ends with a semicolon, and its result follows. */
    private static List<String> queriesOf(String examples) {
        List<String> found = new ArrayList<>();
        String[] parts = examples.split("\n +> ");
        for (int i = 1; i < parts.length; i++) {
            int end = parts[i].indexOf(";\n");
            if (end > 0) {
                found.add(parts[i].substring(0, end).strip());
            }
        }
        return found;
    }

    TreeSet<String> names() {
        return new TreeSet<>(queries.keySet());
    }

    List<String> queries(String function) {
        return queries.getOrDefault(function, List.of());
    }
}
