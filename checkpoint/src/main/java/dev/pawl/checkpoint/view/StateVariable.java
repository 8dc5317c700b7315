package dev.pawl.checkpoint.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.List;

/** A state variable of transformWithState, as the operator's properties list it. */
record StateVariable(String name, Kind kind) {
    private static final String VARIABLES = "stateVariables";
    private static final String NAME = "stateName";
    private static final String TYPE = "stateVariableType";

    /** What a variable holds for one grouping key. */
    enum Kind {
        VALUE,
        LIST,
        MAP,
        TIMER
    }

    /** Operators of other kinds have properties too, but no variables in them. */
    static List<StateVariable> parse(String properties) throws JsonProblem {
        ObjectNode json = Json.parseObject(properties);
        List<StateVariable> variables = new ArrayList<>();
        if (!json.has(VARIABLES)) {
            return variables;
        }
        for (JsonNode node : Json.array(json, VARIABLES)) {
            variables.add(new StateVariable(Json.text(node, NAME), kind(Json.text(node, TYPE))));
        }
        return variables;
    }

    private static Kind kind(String type) throws JsonProblem {
        return switch (type) {
            case "ValueState" -> Kind.VALUE;
            case "ListState" -> Kind.LIST;
            case "MapState" -> Kind.MAP;
            case "TimerState" -> Kind.TIMER;
            default -> throw new JsonProblem("unknown type of state variable \"" + type + "\"");
        };
    }
}
