package dev.pawl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The script itself, in made-up distributions and checkouts; a script stands in for Maven. */
final class LauncherTest {
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_500_000_000_000L);

    @TempDir
    private static Path shared;

    private static Path jar;

    @TempDir
    private Path directory;

    @BeforeAll
    static void makeAJar() throws IOException {
        jar = shared.resolve("pawl-cli.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (String entry : System.getProperty("java.class.path").split(":", -1)) {
                Path path = Path.of(entry);
                if (path.endsWith("classes")) {
                    add(entries, path);
                } else if (path.getFileName().toString().startsWith("pawl-checkpoint")) {
                    try (FileSystem inside = FileSystems.newFileSystem(path)) {
                        add(entries, inside.getPath("/"));
                    }
                }
            }
        }
    }

    private static void add(JarOutputStream entries, Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString();
                if (name.startsWith("dev/pawl/") && !name.endsWith("package-info.class")) {
                    entries.putNextEntry(new ZipEntry(name));
                    Files.copy(file, entries);
                }
            }
        }
    }

    private static PawlProcess pawl(Path script) {
        return PawlProcess.program(script.toString())
                .with("JAVA_HOME", PawlProcess.javaHome().toString());
    }

    private Path distribution(String name) throws IOException {
        Path home = Files.createDirectories(directory.resolve(name));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(jar, home.resolve("lib").resolve("pawl-cli.jar"));
        return Files.copy(Path.of("..", "pawl"), home.resolve("pawl"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** A checkout whose Maven writes a line for each build, copies the jar, and does what else the test wants. */
    private Path checkout(String duringBuild) throws IOException {
        Path home = Files.createDirectories(directory.resolve("a checkout"));
        for (String module : List.of("checkpoint", "pipeline", "spark", "cli", "interop-tests")) {
            Path sources =
                    Files.createDirectories(home.resolve(module).resolve("src").resolve("main"));
            Files.writeString(sources.resolve("A.java"), "");
            Files.writeString(sources.resolve("B.java"), "");
            Files.writeString(home.resolve(module).resolve("pom.xml"), "");
        }
        Files.writeString(home.resolve("pom.xml"), "");
        writeScript(home.resolve("mvnw"), """
                echo "$*" >>builds.txt
                %s
                mkdir -p cli/target/dist/lib && cp '%s' cli/target/dist/lib/
                """.formatted(duringBuild, jar));
        age(home);
        return Files.copy(Path.of("..", "pawl"), home.resolve("pawl"), StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void writeScript(Path file, String lines) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + lines);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private static void age(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, LONG_AGO);
            }
        }
    }

    private static List<String> builds(Path script) throws IOException {
        return Files.readAllLines(script.resolveSibling("builds.txt"));
    }

    private static void assertStarts(PawlProcess.Result result) {
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).startsWith("pawl ");
        assertThat(result.exitCode()).isZero();
    }

    @Test
    void aDistributionStartsFromAnywhereThroughALinkAndUsesItsArchive() throws IOException {
        Path link = directory.resolve("linked");
        Files.createSymbolicLink(link, directory.relativize(distribution("pawl-1.0")));

        assertStarts(pawl(link).in(Path.of("/")).run("--version"));
        PawlProcess.Result second = pawl(link)
                .in(Path.of("/"))
                .with("PAWL_JAVA_OPTS", "-Xlog:class+load")
                .run("--version");
        assertThat(second.out()).containsPattern("dev.pawl.cli.Main source: shared objects file");
    }

    @Test
    void anArchiveThatDoesNotFitIsIgnoredInSilence() throws IOException {
        Path script = distribution("pawl-1.0");
        assertStarts(pawl(script).run("--version"));
        Files.setLastModifiedTime(script.resolveSibling("lib").resolve("pawl-cli.jar"), LONG_AGO);
        assertStarts(pawl(script).run("--version"));

        Files.writeString(script.resolveSibling("lib").resolve("other.jsa"), "no archive");
        Files.move(
                script.resolveSibling("lib").resolve("other.jsa"),
                script.resolveSibling("lib").resolve("pawl-tools.jsa"),
                StandardCopyOption.REPLACE_EXISTING);
        assertStarts(pawl(script).run("--version"));
    }

    @Test
    void argumentsArriveAsTheyAre() throws IOException {
        PawlProcess.Result result =
                pawl(distribution("a distribution")).with("LC_ALL", "C").run("no such*", "grün 漢字");

        assertThat(result.err()).startsWith("pawl: [COMMAND_UNKNOWN] `pawl no such*` is not a command.");
        assertThat(pawl(directory.resolve("a distribution").resolve("pawl"))
                        .with("LC_ALL", "C")
                        .run("grün 漢字")
                        .err())
                .contains("`pawl grün 漢字`");
    }

    @Test
    void javaMustBeThereAndNewEnough() throws IOException {
        Path script = distribution("a distribution");
        Path old = directory.resolve("jdk");
        Files.createDirectories(old.resolve("bin"));
        writeScript(old.resolve("bin").resolve("java"), "exit 0");
        Files.writeString(old.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"11.0.2\"\n");

        PawlProcess.Result tooOld = PawlProcess.program(script.toString())
                .with("JAVA_HOME", old.toString())
                .run("--version");
        assertThat(tooOld.exitCode()).isEqualTo(5);
        assertThat(tooOld.err()).contains("is Java 11.0.2. Pawl needs 17 or newer");

        PawlProcess.Result absent = PawlProcess.program(script.toString())
                .with("JAVA_HOME", directory.resolve("nowhere").toString())
                .run("--version");
        assertThat(absent.exitCode()).isEqualTo(5);
        assertThat(absent.err()).contains("JAVA_HOME is ", "cannot be run");

        PawlProcess.Result unknown = PawlProcess.program("/bin/sh", script.toString())
                .with("PATH", directory.toString())
                .run("--version");
        assertThat(unknown.exitCode()).isEqualTo(5);
        assertThat(unknown.err()).contains("Java was not found");
    }

    @Test
    void aCheckoutIsBuiltOnFirstUseAndWhenItsSourcesChange() throws IOException {
        Path script = checkout("");

        PawlProcess.Result first = pawl(script).in(Path.of("/")).run("--version");
        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).startsWith("pawl ");
        assertThat(first.err()).isEqualTo("pawl: building (first use, about a minute)…\n");

        assertStarts(pawl(script).run("--version"));
        assertThat(builds(script)).hasSize(1).allMatch(line -> line.contains("-Dmaven.test.skip=true"));

        Path sources = script.resolveSibling("checkpoint").resolve("src").resolve("main");
        Files.writeString(sources.resolve("A.java"), "changed");
        assertThat(pawl(script).run("--version").err()).isEqualTo("pawl: building (the sources have changed)…\n");

        Files.delete(sources.resolve("B.java"));
        assertThat(pawl(script).run("--version").err()).isEqualTo("pawl: building (the sources have changed)…\n");
        assertStarts(pawl(script).run("--version"));
        assertThat(builds(script)).hasSize(3);

        Files.writeString(script.resolveSibling("interop-tests").resolve("pom.xml"), "changed");
        assertStarts(pawl(script).run("--version"));
    }

    @Test
    void sparkIsLaidBesideItWhenAPipelineIsToRunOnIt() throws IOException {
        Path script = checkout("""
                case $* in *-Pspark-dist*) mkdir -p spark/target/dist/app && : >spark/target/dist/app/pawl-spark.jar
                    case $* in *-Dspark.jars.skip=true*) ;; *) mkdir -p spark/target/dist/jars ;; esac ;;
                esac
                """);
        assertThat(pawl(script).run("run", "--help").err()).doesNotContain("Spark");
        assertThat(builds(script)).hasSize(1);

        PawlProcess handed = pawl(script).with("SPARK_HOME", "/a/spark");
        assertThat(handed.run("run", "--help", "--engine=spark").err())
                .isEqualTo("pawl: building (what Spark is handed)…\n");
        assertThat(handed.run("run", "--engine", "spark", "--help").err()).isEmpty();

        assertThat(pawl(script).run("run", "--engine", "spark", "--help").err())
                .isEqualTo("pawl: building (Spark itself, about 300 MB below spark/target)…\n");
        assertThat(pawl(script).run("run", "--engine", "spark", "--help").err()).isEmpty();
        assertThat(builds(script)).hasSize(3);

        Files.writeString(script.resolveSibling("spark").resolve("pom.xml"), "changed");
        assertStarts(pawl(script).run("--version"));
        assertThat(pawl(script).run("run", "--engine", "spark", "--help").err()).startsWith("pawl: building (Spark");
        assertThat(builds(script)).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofTwoFirstUsesOneBuilds(boolean hasFlock) throws Exception {
        Path script = checkout("sleep 0.3");
        String path = hasFlock ? System.getenv("PATH") : pathWithoutFlock();

        CompletableFuture<PawlProcess.Result> other = CompletableFuture.supplyAsync(
                () -> pawl(script).with("PATH", path).run("--version"));
        PawlProcess.Result mine = pawl(script).with("PATH", path).run("--version");

        assertThat(mine.out()).startsWith("pawl ").isEqualTo(other.get().out());
        assertThat(mine.exitCode() + other.get().exitCode()).isZero();
        assertThat(builds(script)).hasSize(1);
        assertThat(mine.err() + other.get().err()).isEqualTo("pawl: building (first use, about a minute)…\n");
    }

    @Test
    void aLockOfAProcessThatDiedIsTakenOver() throws IOException {
        Path script = checkout("");
        Path lock = script.resolveSibling("cli").resolve("target").resolve("pawl.lock.d");
        Files.createDirectories(lock);
        Files.writeString(lock.resolve("pid"), "99999999");

        PawlProcess.Result result =
                pawl(script).with("PATH", pathWithoutFlock()).run("--version");

        assertThat(result.out()).startsWith("pawl ");
        assertThat(lock).doesNotExist();
    }

    private String pathWithoutFlock() throws IOException {
        Path tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool :
                List.of("sh", "mkdir", "cat", "mv", "rm", "cp", "find", "readlink", "sleep", "tail", "grep", "java")) {
            for (String place : System.getenv("PATH").split(":", -1)) {
                Path found = Path.of(place, tool);
                if (Files.isExecutable(found) && !Files.exists(tools.resolve(tool))) {
                    writeScript(tools.resolve(tool), "exec '" + found + "' \"$@\"");
                }
            }
        }
        return tools.toString();
    }

    @Test
    void aBuildThatFailsShowsTheEndOfItsLogAndWhereItIs() throws IOException {
        Path script = checkout("echo '[INFO] noise'; echo '[ERROR] A.java: broken'; exit 1");

        PawlProcess.Result result = pawl(script).run("--version");

        assertThat(result.exitCode()).isEqualTo(5);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("[ERROR] A.java: broken\n", "pawl-build.log")
                .doesNotContain("noise");
        Path log = script.resolveSibling("cli").resolve("target").resolve("pawl-build.log");
        assertThat(Files.readString(log, StandardCharsets.UTF_8)).contains("noise");
    }
}
