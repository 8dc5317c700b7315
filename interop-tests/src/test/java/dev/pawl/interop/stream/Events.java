package dev.pawl.interop.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Random events in files of JSON, one file a batch: keys and times that repeat, come late, or are missing. */
final class Events {
    static final String COLUMNS = "k STRING, v INT, d DECIMAL(10, 2), x DOUBLE, at TIMESTAMP";

    private static final long FIRST_FILE_MS = 1_704_067_200_000L;
    private static final int ROWS_MAX = 12;

    /** The time of events moves on by about this in each batch. */
    private static final int SECONDS_PER_BATCH = 8;

    private static final int SECONDS_LATE_MAX = 40;

    private Events() {}

    static void write(Path directory, int batches, long seed) throws IOException {
        Files.createDirectories(directory);
        Random random = new Random(seed);
        for (int batch = 0; batch < batches; batch++) {
            List<String> lines = new ArrayList<>();
            int rows = random.nextInt(ROWS_MAX + 1);
            for (int i = 0; i < rows; i++) {
                lines.add(event(random, batch));
            }
            // A file of no bytes is not taken by Pawl, one without rows is.
            if (lines.isEmpty()) {
                lines.add("");
            }
            Path file = directory.resolve("%03d.json".formatted(batch));
            Files.write(file, lines);
            Files.setLastModifiedTime(file, FileTime.fromMillis(FIRST_FILE_MS + batch * 1000L));
        }
    }

    private static String event(Random random, int batch) {
        long second = 100L + (long) batch * SECONDS_PER_BATCH + random.nextInt(SECONDS_PER_BATCH * 2);
        if (random.nextInt(5) == 0) {
            second -= random.nextInt(SECONDS_LATE_MAX);
        }
        List<String> fields = new ArrayList<>();
        if (random.nextInt(12) > 0) {
            fields.add("\"k\":\"" + (char) ('a' + random.nextInt(4)) + "\"");
        }
        if (random.nextInt(12) > 0) {
            fields.add("\"v\":" + (random.nextInt(40) - 10));
        }
        fields.add("\"d\":%d.%02d".formatted(random.nextInt(1000), random.nextInt(100)));
        // Halves: their sums are the same in any order.
        fields.add("\"x\":" + String.format(Locale.ROOT, "%.1f", random.nextInt(100) / 2.0));
        if (random.nextInt(25) > 0) {
            fields.add("\"at\":\"%s\"".formatted(java.time.Instant.ofEpochSecond(second)));
        }
        return "{" + String.join(",", fields) + "}";
    }
}
