package dev.pawl.engine.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares what the metadata of an operator with column families says of it: its modes and its variables. */
final class PropertiesCheck {
    private static final List<String> MODES = List.of("timeMode", "outputMode");

    private PropertiesCheck() {}

    /** What is not as it was; a variable more is no difference. */
    static Optional<String> difference(String thenJson, OperatorSpec operator) {
        ObjectNode then;
        ObjectNode now;
        try {
            then = Json.parseObject(thenJson);
            now = Json.parseObject(operator.properties().orElse("{}"));
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.OPERATOR_METADATA_CORRUPT,
                    "The properties of operator " + operator.id() + " cannot be read: " + e.reason() + ".",
                    e);
        }
        for (String mode : MODES) {
            String before = then.path(mode).asText();
            String after = now.path(mode).asText();
            if (!before.equals(after)) {
                return Optional.of("its " + mode + " was " + before + " and is now " + after);
            }
        }
        Map<String, String> variables = variables(now);
        for (Map.Entry<String, String> variable : variables(then).entrySet()) {
            String kind = variables.get(variable.getKey());
            if (kind == null) {
                return Optional.of("it had the variable " + variable.getKey() + ", " + variable.getValue()
                        + ", and has it no longer");
            }
            if (!kind.equals(variable.getValue())) {
                return Optional.of(
                        "its variable " + variable.getKey() + " was " + variable.getValue() + " and is now " + kind);
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> variables(ObjectNode properties) {
        Map<String, String> variables = new LinkedHashMap<>();
        for (JsonNode variable : properties.path("stateVariables")) {
            String ttl = variable.path("ttlEnabled").asBoolean() ? " with TTL" : "";
            variables.put(
                    variable.path("stateName").asText(),
                    variable.path("stateVariableType").asText() + ttl);
        }
        return variables;
    }
}
