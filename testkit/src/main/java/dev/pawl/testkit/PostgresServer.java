package dev.pawl.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A real PostgreSQL in a process of its own, on a free port of 127.0.0.1, with everything it has in a temporary directory that
 * {@link #close} removes. PostgreSQL refuses to be run by root: then it is run by the user nobody.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String BINARIES = "/postgres-linux-x86_64.txz";
    private static final String USER = "pawl";
    private static final String PASSWORD = "a secret of the test";
    private static final String NOBODY = "65534";
    private static final int START_ATTEMPTS = 3;
    private static final int PATIENCE_SECONDS = 60;

    private final Path directory;
    private int port;

    private PostgresServer(Path directory) {
        this.directory = directory;
    }

    /** A server that is ready to be used, with one empty database. */
    public static PostgresServer start() {
        try {
            Path directory = Files.createTempDirectory("pawl-postgres-");
            PostgresServer server = new PostgresServer(directory);
            try {
                server.unpack();
                server.initialize();
                server.startOnFreePort();
                return server;
            } catch (IOException | RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unpack() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (InputStream packed = PostgresServer.class.getResourceAsStream(BINARIES)) {
            if (packed == null) {
                throw new IOException("PostgreSQL for Linux on x86-64 is not on the class path");
            }
            try (TarArchiveInputStream tar =
                    new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
                for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                    unpack(tar, entry);
                }
            }
        }
    }

    private void unpack(TarArchiveInputStream tar, TarArchiveEntry entry) throws IOException {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
            return;
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
        } else if (entry.isSymbolicLink()) {
            Files.createDirectories(target.getParent());
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(target.getParent());
            Files.copy(tar, target);
            boolean isProgram = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(
                    target, PosixFilePermissions.fromString(isProgram ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private void initialize() throws IOException {
        Path home = Files.createDirectory(directory.resolve("home"));
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-r--r--"));
        if (isRoot()) {
            finish(run("chown", NOBODY + ":" + NOBODY, home.toString()), "chown");
        }
        finish(
                asUser(
                        program("initdb"),
                        "-D",
                        data(),
                        "-U",
                        USER,
                        "-A",
                        "scram-sha-256",
                        "--pwfile",
                        password.toString(),
                        "--no-sync",
                        // Tests connect all the time, and guard nothing.
                        "-c",
                        "scram_iterations=1",
                        "--locale=C",
                        "-E",
                        "UTF8"),
                "initdb");
    }

    private void startOnFreePort() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = freePort();
            try {
                startAgain();
                return;
            } catch (IOException e) {
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
                // another process took the port between its choice and its use
            }
        }
    }

    /** Starts the server where it was, after {@link #kill}. */
    public void startAgain() throws IOException {
        // Without fsync: the machine is not going to lose power, and what the server keeps of killed clients is its own
        // affair.
        String settings = "-c listen_addresses=127.0.0.1 -c port=" + port + " -c fsync=off -k " + data()
                + " -c max_connections=40 -c timezone=UTC -c log_timezone=UTC";
        finish(
                asUser(program("pg_ctl"), "-D", data(), "-w", "-o", settings, "-l", data() + "/log", "start"),
                "pg_ctl start");
    }

    /** Ends the server without a word to its clients. */
    public void kill() throws IOException {
        finish(asUser(program("pg_ctl"), "-D", data(), "-m", "immediate", "stop"), "pg_ctl stop");
    }

    private Process asUser(String... command) throws IOException {
        List<String> words = new ArrayList<>();
        if (isRoot()) {
            words.addAll(List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        words.addAll(List.of(command));
        return run(words.toArray(String[]::new));
    }

    private Process run(String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("commands.log").toFile()))
                .start();
    }

    private void finish(Process process, String name) throws IOException {
        try {
            boolean hasEnded = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!hasEnded || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException(name + " of PostgreSQL failed: "
                        + Files.readString(directory.resolve("commands.log")).strip());
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL was told to " + name, e);
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private String data() {
        return directory.resolve("home").resolve("data").toString();
    }

    private static int freePort() throws IOException {
        InetAddress local = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        try (ServerSocket socket = new ServerSocket(0, 1, local)) {
            return socket.getLocalPort();
        }
    }

    /** Where the database is; the same after a restart. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** Who may do everything in it. */
    public String user() {
        return USER;
    }

    /** The password of {@link #user}. */
    public String password() {
        return PASSWORD;
    }

    /** A connection of the test's own. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    /** Runs statements, separated by semicolons. */
    public void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The rows of a query, each with its values joined by spaces. */
    public List<String> rows(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (found.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : " ").append(found.getString(i));
                }
                rows.add(row.toString());
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    @Override
    public void close() {
        try {
            if (Files.exists(directory.resolve("home/data/postmaster.pid"))) {
                kill();
            }
            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
