package dev.pawl.connectors.inbox;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Takes the body of a request apart into records, as its content type says. */
final class RequestBody {
    private static final JsonFactory JSON = new JsonFactory();

    private RequestBody() {}

    /** The body is not what its content type says; nothing of it is taken. */
    static final class UnfitException extends Exception {
        private static final long serialVersionUID = 1;

        UnfitException(String message) {
            super(message);
        }
    }

    /** @param contentType of the request; plain text where it says nothing */
    static List<byte[]> records(byte[] body, String contentType) throws UnfitException {
        requireUtf8(body);
        String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return switch (type) {
            case "application/json" -> elements(withoutZeros(body));
            case "application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines" ->
                jsonLines(withoutZeros(body));
            default -> lines(body);
        };
    }

    private static void requireUtf8(byte[] body) throws UnfitException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw new UnfitException("the body is not UTF-8");
        }
    }

    /** JSON in UTF-16 or UTF-32 is valid UTF-8 too where all is ASCII, but full of zeros, which JSON has nowhere. */
    private static byte[] withoutZeros(byte[] body) throws UnfitException {
        for (byte b : body) {
            if (b == 0) {
                throw new UnfitException("the body is not JSON in UTF-8");
            }
        }
        return body;
    }

    /** Without an end of line at the end the last line is one too. */
    private static List<byte[]> lines(byte[] body) {
        LineSplitter splitter = new LineSplitter(Integer.MAX_VALUE);
        List<byte[]> lines = splitter.split(body, body.length);
        if (splitter.hasBegun()) {
            lines.add(splitter.take());
        }
        return lines;
    }

    private static List<byte[]> jsonLines(byte[] body) throws UnfitException {
        List<byte[]> records = new ArrayList<>();
        int number = 0;
        for (byte[] line : lines(body)) {
            number++;
            if (isBlank(line)) {
                continue;
            }
            try (JsonParser parser = JSON.createParser(line)) {
                parser.nextToken();
                parser.skipChildren();
                if (parser.nextToken() != null) {
                    throw new UnfitException("line " + number + " holds more than one value");
                }
            } catch (IOException e) {
                throw new UnfitException("line " + number + " is not JSON");
            }
            records.add(line);
        }
        return records;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Each element of an array is a record, byte by byte as it was sent; anything else is one record. */
    private static List<byte[]> elements(byte[] body) throws UnfitException {
        List<byte[]> records = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(body)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return records;
            }
            if (first != JsonToken.START_ARRAY) {
                records.add(value(parser, body));
            } else {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    records.add(value(parser, body));
                }
            }
            if (parser.nextToken() != null) {
                throw new UnfitException("more than one value is in the body");
            }
            return records;
        } catch (IOException e) {
            throw new UnfitException("the body is not JSON");
        }
    }

    private static byte[] value(JsonParser parser, byte[] body) throws IOException {
        int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        parser.skipChildren();
        parser.finishToken();
        int to = Math.toIntExact(parser.currentLocation().getByteOffset());
        while (to > from && " \t\r\n".indexOf(body[to - 1]) >= 0) {
            to--;
        }
        return Arrays.copyOfRange(body, from, to);
    }
}
