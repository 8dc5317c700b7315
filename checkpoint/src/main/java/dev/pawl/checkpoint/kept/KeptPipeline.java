package dev.pawl.checkpoint.kept;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.Json;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.OutcomeUnknownException;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a query was started with, so that its checkpoint alone is enough to start it again: the file {@code pawl/pipeline.json}, one
 * object of JSON. No secret is in it:
 *
 * <pre>{"version":1,"query":"sales","file":"sales.sql","directory":"/home/me","text":"CREATE … '${dir}/sales' …",
 *  "values":{"dir":"/data"},"secrets":["password"]}</pre>
 *
 * @param query its name in the text
 * @param file as the user named it, for messages
 * @param directory where relative paths in the text begin
 * @param text of the file, variables by their names
 * @param values of variables that were given
 * @param secrets names of variables whose values must be given again
 */
public record KeptPipeline(
        String query, String file, String directory, String text, Map<String, String> values, Set<String> secrets) {
    public static final String PATH = "pawl/pipeline.json";

    /** Far above any pipeline that a person writes; a longer one is not kept. */
    public static final int CHARS_MAX = 1 << 20;

    private static final int VERSION_NEWEST = 1;
    private static final String VERSION = "version";
    private static final String QUERY = "query";
    private static final String FILE = "file";
    private static final String DIRECTORY = "directory";
    private static final String TEXT = "text";
    private static final String VALUES = "values";
    private static final String SECRETS = "secrets";
    private static final Set<String> FIELDS = Set.of(VERSION, QUERY, FILE, DIRECTORY, TEXT, VALUES, SECRETS);

    public KeptPipeline {
        values = Collections.unmodifiableMap(new TreeMap<>(values));
        secrets = Collections.unmodifiableSet(new TreeSet<>(secrets));
    }

    /**
     * Empty if the checkpoint keeps none.
     *
     * @throws PawlException if what it keeps cannot be read
     */
    public static Optional<KeptPipeline> read(Storage storage) {
        try {
            return Optional.of(parse(SmallFile.read(storage, PATH)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProblem e) {
            throw new PawlException(
                    ErrorCode.PIPELINE_TEXT_CORRUPT,
                    "File " + name(storage) + ", which keeps the text of the pipeline, is damaged: " + e.reason()
                            + ".");
        } catch (IOException e) {
            throw unavailable(storage, "read", e);
        }
    }

    private static KeptPipeline parse(byte[] bytes) throws JsonProblem {
        ObjectNode object = Json.parseObject(bytes);
        long version = Json.number(object, VERSION);
        if (version != VERSION_NEWEST) {
            throw new JsonProblem("expected version " + VERSION_NEWEST + ", found " + version);
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (!FIELDS.contains(field.getKey())) {
                throw new JsonProblem(
                        "expected no field but " + FIELDS.stream().sorted().toList());
            }
        }
        return new KeptPipeline(
                Json.text(object, QUERY),
                Json.text(object, FILE),
                Json.text(object, DIRECTORY),
                Json.text(object, TEXT),
                values(object),
                secrets(object));
    }

    private static Map<String, String> values(ObjectNode object) throws JsonProblem {
        if (!(object.get(VALUES) instanceof ObjectNode given)) {
            throw new JsonProblem("expected an object in field \"" + VALUES + "\"");
        }
        Map<String, String> values = new TreeMap<>();
        for (Map.Entry<String, JsonNode> value : given.properties()) {
            values.put(value.getKey(), Json.text(given, value.getKey()));
        }
        return values;
    }

    private static Set<String> secrets(ObjectNode object) throws JsonProblem {
        Set<String> secrets = new TreeSet<>();
        for (JsonNode name : Json.array(object, SECRETS)) {
            if (!name.isTextual()) {
                throw new JsonProblem("expected strings in field \"" + SECRETS + "\"");
            }
            secrets.add(name.textValue());
        }
        return secrets;
    }

    String format() {
        ObjectNode object = Json.object()
                .put(VERSION, VERSION_NEWEST)
                .put(QUERY, query)
                .put(FILE, file)
                .put(DIRECTORY, directory)
                .put(TEXT, text);
        ObjectNode given = Json.object();
        values.forEach(given::put);
        object.set(VALUES, given);
        ArrayNode names = Json.array();
        secrets.forEach(names::add);
        object.set(SECRETS, names);
        return Json.format(object);
    }

    /** Takes the place of what was kept before. Also if it is the same: what a process that died left here may not be durable yet. */
    public void write(Storage storage) {
        try {
            storage.replace(PATH, Content.of(format()));
        } catch (OutcomeUnknownException e) {
            throw new PawlException(
                    ErrorCode.LOG_WRITE_UNKNOWN,
                    "File " + name(storage) + " may or may not last: " + e.getMessage() + ".",
                    e);
        } catch (IOException e) {
            throw unavailable(storage, "write", e);
        }
    }

    /** A query without a text goes on from here: an older text is not its own. */
    public static void forget(Storage storage) {
        try {
            storage.delete(PATH);
        } catch (IOException e) {
            throw unavailable(storage, "delete", e);
        }
    }

    private static PawlException unavailable(Storage storage, String action, IOException cause) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Cannot " + action + " file " + name(storage) + ": " + cause.getMessage() + ".",
                cause);
    }

    private static String name(Storage storage) {
        return PATH + " below " + storage.root();
    }
}
