package dev.pawl.connectors.kafka;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.error.Secrets;
import dev.pawl.engine.option.Options;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;

/** What a user gave to Kafka's clients: the options that begin with {@code kafka.}. Never shows a value. */
final class ClientSettings {
    static final String PREFIX = "kafka.";
    private static final String CREDENTIALS = "sasl.jaas.config";

    /** Shorter values stand in every text: to leave them out would only garble it. */
    private static final int TELLING = 4;

    /** What credentials assign: {@code password="…"}. */
    private static final Pattern ASSIGNED = Pattern.compile("=\\s*[\"']?([^\"'\\s;]+)");

    private final String owner;
    private final Map<String, String> values;

    private ClientSettings(String owner, Map<String, String> values) {
        this.owner = owner;
        this.values = values;
    }

    /** Those of a source, without the ones that would change what is read. */
    static ClientSettings ofSource(Options options) {
        ClientSettings settings = of(options);
        settings.refuse(
                "auto.offset.reset",
                "Instead set the source option 'startingOffsets' to 'earliest' or 'latest' to specify where to start."
                        + " A restarted query always goes on where it left off");
        settings.refuse(
                "key.deserializer",
                "Keys are delivered as byte arrays; use expressions of the query to deserialize them");
        settings.refuse(
                "value.deserializer",
                "Values are delivered as byte arrays; use expressions of the query to deserialize them");
        settings.refuse("enable.auto.commit", "Progress is kept in the checkpoint, not in Kafka");
        settings.refuse("interceptor.classes", "Interceptors can change what is read");
        return settings;
    }

    /** Those of a sink, without the ones that would change what is written. */
    static ClientSettings ofSink(Options options) {
        ClientSettings settings = of(options);
        settings.refuse("key.serializer", "Keys are serialized with ByteArraySerializer");
        settings.refuse("value.serializer", "Values are serialized with ByteArraySerializer");
        settings.refuse("transactional.id", "Set option exactlyOnce to true: then the id is that of the query");
        return settings;
    }

    private static ClientSettings of(Options options) {
        Map<String, String> values = new HashMap<>();
        options.below(PREFIX).forEach((name, value) -> values.put(name.toLowerCase(Locale.ROOT), value));
        ClientSettings settings = new ClientSettings(options.owner(), values);
        if (!values.containsKey("bootstrap.servers")) {
            throw new PawlException(
                    ErrorCode.OPTION_MISSING,
                    "Option 'kafka.bootstrap.servers' must be specified for configuring the Kafka client of "
                            + options.owner() + ".");
        }
        return settings;
    }

    private void refuse(String name, String reason) {
        if (values.containsKey(name)) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "Kafka option '" + name + "' is not supported for " + owner + ". " + reason + ".");
        }
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name, String byDefault) {
        return values.getOrDefault(name, byDefault);
    }

    /** Of one that is no number the client says so when it is made. */
    long number(String name, long byDefault) {
        try {
            return Long.parseLong(text(name, Long.toString(byDefault)).strip());
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /** For messages. */
    String servers() {
        return Secrets.withoutSecrets(text("bootstrap.servers", ""));
    }

    /** The user's values in front of some defaults, behind what must be. */
    Map<String, Object> with(Map<String, Object> defaults, Map<String, Object> fixed) {
        Map<String, Object> all = new HashMap<>(defaults);
        all.putAll(values);
        all.putAll(fixed);
        return all;
    }

    /**
     * Makes a client. What Kafka says when it cannot is told without its cause: a parser of credentials quotes what it
     * could not parse.
     */
    <T> T client(String what, Map<String, Object> settings, Function<Map<String, Object>, T> constructor) {
        try {
            return constructor.apply(settings);
        } catch (org.apache.kafka.common.KafkaException | IllegalArgumentException e) {
            requireReadableCredentials(what);
            StringBuilder reasons = new StringBuilder();
            for (Throwable reason = e; reason != null; reason = reason.getCause()) {
                reasons.append(reasons.isEmpty() ? "" : ": ")
                        .append(withoutSecrets(String.valueOf(reason.getMessage())));
            }
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "The Kafka " + what + " of " + owner + " could not be made from its options: " + reasons + ".");
        }
    }

    /** The parser of credentials quotes what it could not take, and that may be a part of a password. */
    private void requireReadableCredentials(String what) {
        String credentials = values.get(CREDENTIALS);
        if (credentials == null) {
            return;
        }
        try {
            JaasContext.loadClientContext(Map.of(SaslConfigs.SASL_JAAS_CONFIG, new Password(credentials)));
        } catch (org.apache.kafka.common.KafkaException | IllegalArgumentException e) {
            throw new PawlException(
                    ErrorCode.OPTION_INVALID,
                    "The Kafka " + what + " of " + owner + " could not be made from its options: option " + PREFIX
                            + CREDENTIALS + " must be a login module, required, and its settings, such as"
                            + " module.Name required username=\"u\" password=\"p\"; with \\\" for a quote in a value.");
        }
    }

    private String withoutSecrets(String message) {
        String shown = message;
        for (Map.Entry<String, String> setting : values.entrySet()) {
            String value = setting.getValue();
            String visible = Secrets.shown(setting.getKey(), value);
            if (value.length() < TELLING || visible.equals(value)) {
                continue;
            }
            shown = shown.replace(value, visible);
            for (Matcher assigned = ASSIGNED.matcher(value); assigned.find(); ) {
                if (assigned.group(1).length() >= TELLING) {
                    shown = shown.replace(assigned.group(1), visible);
                }
            }
        }
        return Secrets.withoutSecrets(shown);
    }

    @Override
    public String toString() {
        return "settings of the Kafka client of " + owner;
    }
}
