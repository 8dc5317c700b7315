package dev.pawl.cli.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/** Orders made up the same way each time, and what the table must hold once all of them are in it. */
final class DemoOrders {
    static final int FILES = 24;
    static final int ORDERS_PER_FILE = 20_000;

    private static final long SEED = 17;
    private static final String[] PRODUCTS = {"anvil", "bolt", "crank", "dowel", "eyelet"};
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private DemoOrders() {}

    /** Writes them, and returns what is expected of the table. */
    static Contents write(Path directory) throws IOException {
        Files.createDirectories(directory);
        Random random = new Random(SEED);
        Contents.Sum expected = new Contents.Sum();
        long id = 0;
        for (int file = 0; file < FILES; file++) {
            Path hidden = directory.resolve("." + file + ".tmp");
            try (BufferedWriter out = Files.newBufferedWriter(hidden, StandardCharsets.UTF_8)) {
                for (int i = 0; i < ORDERS_PER_FILE; i++) {
                    long orderId = id++;
                    // Some orders were cancelled: they are worth nothing, and the query leaves them out.
                    long cents = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(100_000);
                    BigDecimal amount = BigDecimal.valueOf(cents, 2);
                    String product = PRODUCTS[random.nextInt(PRODUCTS.length)];
                    Instant time = BEGIN.plusSeconds(orderId / 5);
                    out.write("{\"order_id\":" + orderId + ",\"product\":\"" + product + "\",\"amount\":" + amount
                            + ",\"event_time\":\"" + TIME.format(time) + "\"}\n");
                    if (cents > 0) {
                        expected.add(orderId, cents);
                    }
                }
            }
            // A file appears whole: a reader must never see half of it.
            Files.move(
                    hidden, directory.resolve(String.format("orders-%03d.json", file)), StandardCopyOption.ATOMIC_MOVE);
        }
        return expected.contents();
    }
}
