package dev.pawl.benchmarks;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/** The records: JSON of about 150 bytes, made from their number alone, and the query that reads them. */
final class Orders {
    private static final String COLUMNS = "event_time TIMESTAMP, order_id BIGINT, customer STRING, product STRING,"
            + " price DOUBLE, quantity INT, country STRING";

    /** Every fifth record does not pass. */
    static final String SELECT = "SELECT parsed.* FROM (SELECT from_json(CAST(value AS STRING), '" + COLUMNS
            + "') AS parsed FROM STREAM source) WHERE parsed.quantity > 1";

    /** Five-minute windows of a thousand products. */
    static final String WINDOWS =
            "SELECT window(event_time, '5 minutes') AS w, product, sum(price) AS total, count(*) AS orders"
                    + " FROM (SELECT parsed.* FROM (SELECT from_json(CAST(value AS STRING), '" + COLUMNS
                    + "') AS parsed FROM STREAM source)) WATERMARK event_time DELAY OF INTERVAL 10 MINUTES AS orders"
                    + " GROUP BY window(event_time, '5 minutes'), product";

    private static final int QUANTITIES = 5;
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00.001Z");
    private static final String[] COUNTRIES = {"DE", "FR", "IT", "ES", "PL", "SE", "NL", "PT"};

    private Orders() {}

    static byte[] json(long i) {
        long bits = mixed(i);
        return ("{\"event_time\":\"" + FIRST.plusMillis(10 * i) + "\",\"order_id\":" + i + ",\"customer\":\"customer-"
                        + (bits >>> 44) + "\",\"product\":\"product-" + (bits & 0x3ff) + "\",\"price\":"
                        + (bits >>> 10 & 0xffff) / 100.0 + ",\"quantity\":" + (1 + i % QUANTITIES)
                        + ",\"country\":\"" + COUNTRIES[(int) (bits >>> 26 & 7)] + "\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    /** How many of the first records pass the filter. */
    static long passing(long records) {
        return records - (records + QUANTITIES - 1) / QUANTITIES;
    }

    /** Options of a source that reads all of a topic. */
    static Map<String, String> source(String servers, String topic) {
        return Map.of("kafka.bootstrap.servers", servers, "subscribe", topic, "startingOffsets", "earliest");
    }

    /** The finalizer of MurmurHash3. */
    private static long mixed(long value) {
        long bits = value;
        bits = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
        bits = (bits ^ bits >>> 33) * 0xc4ceb9fe1a85ec53L;
        return bits ^ bits >>> 33;
    }
}
