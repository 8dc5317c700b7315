package dev.pawl.connectors.kafka;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import scala.collection.mutable.HashMap;
import scala.jdk.javaapi.CollectionConverters;

/** Numbers by topic and partition, as Spark writes them: {@code {"orders":{"0":23,"1":5}}}. */
final class PartitionJson {
    private PartitionJson() {}

    /** Offsets or timestamps. */
    static NavigableMap<TopicPartition, Long> numbers(String text) throws JsonProblem {
        TreeMap<TopicPartition, Long> numbers = new TreeMap<>(Partitions.ORDER);
        for (Map.Entry<String, JsonNode> topic : Json.parseObject(text).properties()) {
            if (!topic.getValue().isObject()) {
                throw new JsonProblem("expected the partitions of topic " + topic.getKey() + " as a JSON object");
            }
            for (Map.Entry<String, JsonNode> partition : topic.getValue().properties()) {
                if (!partition.getValue().isIntegralNumber()
                        || !partition.getValue().canConvertToLong()) {
                    throw new JsonProblem(
                            "expected a whole number for partition " + partition.getKey() + " of " + topic.getKey());
                }
                numbers.put(
                        partition(topic.getKey(), partition.getKey()),
                        partition.getValue().longValue());
            }
        }
        return numbers;
    }

    private static TopicPartition partition(String topic, String number) throws JsonProblem {
        try {
            return new TopicPartition(topic, Integer.parseInt(number));
        } catch (NumberFormatException e) {
            throw new JsonProblem("expected the number of a partition of " + topic + ", found " + number);
        }
    }

    /** Partitions alone: {@code {"orders":[0,1]}}, in the order of the text. */
    static List<TopicPartition> partitions(String text) throws JsonProblem {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Map.Entry<String, JsonNode> topic : Json.parseObject(text).properties()) {
            if (!topic.getValue().isArray()) {
                throw new JsonProblem("expected the partitions of topic " + topic.getKey() + " as a JSON array");
            }
            for (JsonNode partition : topic.getValue()) {
                if (!partition.isIntegralNumber() || !partition.canConvertToInt()) {
                    throw new JsonProblem("expected the numbers of the partitions of topic " + topic.getKey());
                }
                partitions.add(new TopicPartition(topic.getKey(), partition.intValue()));
            }
        }
        return partitions;
    }

    /**
     * The text that Spark writes, byte for byte: topics and partitions come in the order of Scala's hash table, filled in
     * sorted order. The names of topics need no escapes.
     */
    static String format(NavigableMap<TopicPartition, Long> numbers) {
        HashMap<String, HashMap<Integer, Long>> topics = new HashMap<>();
        numbers.forEach((partition, number) -> {
            HashMap<Integer, Long> ofTopic = topics.getOrElse(partition.topic(), HashMap<Integer, Long>::new);
            ofTopic.put(partition.partition(), number);
            topics.put(partition.topic(), ofTopic);
        });
        StringBuilder json = new StringBuilder("{");
        for (Iterator<Map.Entry<String, HashMap<Integer, Long>>> topic =
                        CollectionConverters.asJava(topics).entrySet().iterator();
                topic.hasNext(); ) {
            Map.Entry<String, HashMap<Integer, Long>> next = topic.next();
            json.append('"').append(next.getKey()).append("\":{");
            CollectionConverters.asJava(next.getValue()).forEach((partition, number) -> json.append('"')
                    .append((int) partition)
                    .append("\":")
                    .append((long) number)
                    .append(','));
            json.setCharAt(json.length() - 1, '}');
            if (topic.hasNext()) {
                json.append(',');
            }
        }
        return json.append('}').toString();
    }
}
