package dev.pawl.engine.lease;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * What {@code pawl/lease} says:
 * <pre>{"fence":3,"host":"h1","boot":"…","pid":4711,"startedMs":1795163195032,"acquiredMs":…,"renewedMs":…}</pre>
 *
 * @param fence rises with every owner
 */
record LeaseFile(long fence, Owner owner, long acquiredMs, long renewedMs) {
    static final String PATH = "pawl/lease";

    private static final int BYTES_MAX = 64 * 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Empty if there is none, or none that can be understood: then the claim alone counts. */
    static Optional<LeaseFile> read(Storage storage) throws IOException {
        try (InputStream in = storage.read(PATH)) {
            return parse(new String(in.readNBytes(BYTES_MAX), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    static Optional<LeaseFile> parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            if (!json.path("fence").isIntegralNumber()) {
                return Optional.empty();
            }
            Owner owner = new Owner(
                    json.path("host").asText(),
                    json.path("boot").asText(),
                    json.path("pid").asLong(),
                    json.path("startedMs").asLong());
            return Optional.of(new LeaseFile(
                    json.path("fence").asLong(),
                    owner,
                    json.path("acquiredMs").asLong(),
                    json.path("renewedMs").asLong()));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    void write(Storage storage) throws IOException {
        ObjectNode json = JSON.createObjectNode()
                .put("fence", fence)
                .put("host", owner.host())
                .put("boot", owner.boot())
                .put("pid", owner.pid())
                .put("startedMs", owner.startedMs())
                .put("acquiredMs", acquiredMs)
                .put("renewedMs", renewedMs);
        storage.replace(PATH, Content.of(json.toString()));
    }
}
