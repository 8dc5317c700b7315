package dev.pawl.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** How numbers are summed up and written. */
final class Figures {
    private Figures() {}

    /** The smallest value that this share of the values does not exceed. */
    static double percentile(Collection<? extends Number> values, double share) {
        List<Double> sorted = values.stream().map(Number::doubleValue).sorted().toList();
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
    }

    static double median(Collection<? extends Number> values) {
        return percentile(values, 0.5);
    }

    static String seconds(double millis) {
        return "%.2f s".formatted(millis / 1000);
    }

    static String millis(double millis) {
        return "%.0f ms".formatted(millis);
    }

    static String megabytes(double bytes) {
        return "%.0f MB".formatted(bytes / (1024 * 1024));
    }

    static String count(long count) {
        return String.format(Locale.ENGLISH, "%,d", count);
    }
}
