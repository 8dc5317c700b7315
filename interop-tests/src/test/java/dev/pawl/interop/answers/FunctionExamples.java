package dev.pawl.interop.answers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistryBase;
import org.apache.spark.sql.catalyst.analysis.TableFunctionRegistry;
import org.apache.spark.sql.catalyst.expressions.ExpressionInfo;
import scala.jdk.javaapi.CollectionConverters;

/** Spark's built-in functions and the queries that its documentation shows for them. */
final class FunctionExamples {
    private static final Pattern EXAMPLE = Pattern.compile("\n +> (.+?);\n", Pattern.DOTALL);

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
        Matcher marked = EXAMPLE.matcher(examples);
        while (marked.find()) {
            found.add(marked.group(1).strip());
        }
        return found;
    }

    Set<String> names() {
        return new TreeSet<>(queries.keySet());
    }

    List<String> queries(String function) {
        return queries.getOrDefault(function, List.of());
    }
}
