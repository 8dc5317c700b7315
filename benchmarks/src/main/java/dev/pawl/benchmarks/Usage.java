package dev.pawl.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a process has used so far, as Linux counts it.
 *
 * @param cpuMillis of all its threads, and of the children it has waited for
 * @param peakBytes the largest resident size
 */
record Usage(long cpuMillis, long peakBytes) {
    /** A tick of {@code /proc}: USER_HZ, 100 on every architecture Java runs on. */
    private static final long TICK_MILLIS = 10;

    private static final String PEAK = "VmHWM:";

    /** Empty for a process that is gone. */
    static Optional<Usage> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            long peak = peak(process);
            return peak == 0 ? Optional.empty() : Optional.of(new Usage(cpu(process), peak));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (Files.exists(process)) {
                throw e;
            }
            return Optional.empty(); // it went away between the opening and the reading
        }
    }

    private static long cpu(Path process) throws IOException {
        String stat = Files.readString(process.resolve("stat"));
        // The name, in parentheses, may hold anything; after it comes field 3. Fields 14 to 17: utime stime cutime
        // cstime.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks = 0;
        for (int field = 14; field <= 17; field++) {
            ticks += Long.parseLong(fields[field - 3]);
        }
        return ticks * TICK_MILLIS;
    }

    /** 0 for a process that has ended and was not waited for yet. */
    private static long peak(Path process) throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith(PEAK)) {
                return 1024
                        * Long.parseLong(line.substring(PEAK.length(), line.indexOf("kB"))
                                .strip());
            }
        }
        return 0;
    }
}
