package dev.pawl.checkpoint.row;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Points in time and spans as a number of microseconds. */
final class Micros {
    static final long PER_SECOND = 1_000_000;

    private static final int NANOS = 1000;

    private Micros() {}

    static Instant instant(long micros) {
        return Instant.ofEpochSecond(seconds(micros), nanos(micros));
    }

    static LocalDateTime dateTime(long micros) {
        return LocalDateTime.ofEpochSecond(seconds(micros), nanos(micros), ZoneOffset.UTC);
    }

    static Duration duration(long micros) {
        return Duration.ofSeconds(seconds(micros), nanos(micros));
    }

    static long of(Instant instant) {
        return of(instant.getEpochSecond(), instant.getNano());
    }

    static long of(LocalDateTime dateTime) {
        return of(dateTime.toInstant(ZoneOffset.UTC));
    }

    static long of(Duration duration) {
        return of(duration.getSeconds(), duration.getNano());
    }

    static long seconds(long micros) {
        return Math.floorDiv(micros, PER_SECOND);
    }

    static int nanos(long micros) {
        return (int) Math.floorMod(micros, PER_SECOND) * NANOS;
    }

    /** Below zero the second is counted from its end, so that the smallest number of 64 bits does not overflow on the way. */
    private static long of(long seconds, int nanos) {
        long micros = nanos / NANOS;
        if (seconds < 0 && micros > 0) {
            return Math.addExact(Math.multiplyExact(seconds + 1, PER_SECOND), micros - PER_SECOND);
        }
        return Math.addExact(Math.multiplyExact(seconds, PER_SECOND), micros);
    }
}
