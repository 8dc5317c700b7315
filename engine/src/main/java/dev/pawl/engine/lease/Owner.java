package dev.pawl.engine.lease;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * A process, told apart from all others.
 *
 * @param host its name
 * @param boot where numbers of processes mean something, as far as the system tells: which start of the host, which container
 * @param startedMs when the process started, as the system tells it; 0 if it does not
 */
public record Owner(String host, String boot, long pid, long startedMs) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PROCESS_NUMBERS = Path.of("/proc/self/ns/pid");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** The process that runs this. */
    public static Owner thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(hostName(), bootId(), self.pid(), startOf(self));
    }

    /**
     * Whether it certainly runs no more: only a process of this very host can be known to. Another start of a host of the same name
     * may be another host.
     */
    boolean isDead(Owner self) {
        if (!host.equals(self.host) || !boot.equals(self.boot)) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        return process.isEmpty() || (startedMs != 0 && startOf(process.get()) != startedMs);
    }

    private static long startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    /** From the system first: not every process of a host has the variable, and all must give one name. */
    private static String hostName() {
        String name = firstLine(HOST_NAME);
        if (!name.isEmpty()) {
            return name;
        }
        String variable = System.getenv("HOSTNAME");
        if (variable != null && !variable.isEmpty()) {
            return variable;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown";
        }
    }

    private static String bootId() {
        return (firstLine(BOOT_ID) + " " + processNumbers()).strip();
    }

    /** Containers of one host count their processes each for itself. */
    private static String processNumbers() {
        try {
            return Files.readSymbolicLink(PROCESS_NUMBERS).toString();
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }

    /** Empty where the system has no such file. */
    private static String firstLine(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public String toString() {
        return "process " + pid + " on host " + host;
    }
}
