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
 * @param boot which start of the host, where the system tells: numbers of processes begin anew with each
 * @param startedMs when the process started, as the system tells it; 0 if it does not
 */
public record Owner(String host, String boot, long pid, long startedMs) {
    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    /** The process that runs this. */
    public static Owner thisProcess() {
        ProcessHandle self = ProcessHandle.current();
        return new Owner(hostName(), bootId(), self.pid(), startOf(self));
    }

    /** Whether it certainly runs no more: only a process of this very host can be known to. */
    boolean isDead(Owner self) {
        if (!host.equals(self.host)) {
            return false;
        }
        if (!boot.equals(self.boot)) {
            return true;
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
        return firstLine(BOOT_ID);
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
