package dev.pawl.cli.demo;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Orders made up the same way each time, and their sums, added up one by one while they are made. */
final class DemoOrders {
    static final int FILES = 24;
    static final int ORDERS_PER_FILE = 20_000;

    private static final int ORDERS_PER_SECOND = 5;
    private static final Duration LATE_MAX = Duration.ofMinutes(5);
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final long SEED = 17;
    private static final String[] PRODUCTS = {"anvil", "bolt", "crank", "dowel", "eyelet"};
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

    private final Random random = new Random(SEED);
    private final Map<Key, Tally> tallies = new HashMap<>();
    private long nextId;

    private record Key(Instant window, String product) {}

    private static final class Tally {
        private long orders;
        private long cents;
    }

    private DemoOrders() {}

    /** Writes them, and returns what is expected of the pipeline. */
    static Revenue write(Path directory) throws IOException {
        Files.createDirectories(directory);
        DemoOrders orders = new DemoOrders();
        for (int file = 0; file < FILES; file++) {
            Path hidden = directory.resolve("." + file + ".tmp");
            try (BufferedWriter out = Files.newBufferedWriter(hidden, StandardCharsets.UTF_8)) {
                for (int i = 0; i < ORDERS_PER_FILE; i++) {
                    out.write(orders.next());
                }
            }
            // A file appears whole: a reader must never see half of it.
            Files.move(
                    hidden, directory.resolve(String.format("orders-%03d.json", file)), StandardCopyOption.ATOMIC_MOVE);
        }
        return orders.revenue();
    }

    private String next() {
        long id = nextId++;
        // Some orders were cancelled: they are worth nothing, and the query leaves them out.
        long cents = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(100_000);
        String product = PRODUCTS[random.nextInt(PRODUCTS.length)];
        Instant arrived = BEGIN.plus(LATE_MAX).plusSeconds(id / ORDERS_PER_SECOND);
        Instant time = arrived.minusSeconds(random.nextInt((int) LATE_MAX.toSeconds()));
        if (cents > 0) {
            long window = time.getEpochSecond() - time.getEpochSecond() % WINDOW.toSeconds();
            Tally tally = tallies.computeIfAbsent(new Key(Instant.ofEpochSecond(window), product), key -> new Tally());
            tally.orders++;
            tally.cents += cents;
        }
        return "{\"order_id\":" + id + ",\"product\":\"" + product + "\",\"amount\":" + BigDecimal.valueOf(cents, 2)
                + ",\"event_time\":\"" + TIME.format(time) + "\"}\n";
    }

    private Revenue revenue() {
        List<Revenue.Sum> sums = new ArrayList<>();
        tallies.forEach(
                (key, tally) -> sums.add(new Revenue.Sum(key.window(), key.product(), tally.orders, tally.cents)));
        return new Revenue(sums);
    }
}
