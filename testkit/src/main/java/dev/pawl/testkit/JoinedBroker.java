package dev.pawl.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** A second broker of a cluster, with a listener that wants TLS and a password. Only the first one is controller. */
public final class JoinedBroker implements AutoCloseable {
    public static final int NODE_ID = 2;
    static final String PASSWORD = "only-for-tests";

    private final KafkaRaftServer server;
    private final Path keys;
    private final String secureServers;

    private JoinedBroker(KafkaRaftServer server, Path keys, String secureServers) {
        this.server = server;
        this.keys = keys;
        this.secureServers = secureServers;
    }

    /** @param directory formatted for it; removed by the caller */
    static JoinedBroker start(Properties first, Path directory, int port, int securePort) {
        Path keys = directory.resolve("keys.p12");
        makeKeys(keys);
        KafkaRaftServer server = new KafkaRaftServer(
                new KafkaConfig(
                        BrokerConfig.joining(first, NODE_ID, directory.resolve("log"), port, securePort, keys), false),
                Time.SYSTEM);
        server.startup();
        return new JoinedBroker(server, keys, "127.0.0.1:" + securePort);
    }

    /** A key and a certificate that signs itself. */
    private static void makeKeys(Path keys) {
        try {
            Path log = Files.createTempFile("pawl-keytool-", ".log");
            Process keytool = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "keytool")
                                    .toString(),
                            "-genkeypair",
                            "-alias",
                            "broker",
                            "-keyalg",
                            "EC",
                            "-dname",
                            "CN=localhost",
                            "-ext",
                            "san=ip:127.0.0.1",
                            "-validity",
                            "2",
                            "-storetype",
                            "PKCS12",
                            "-keystore",
                            keys.toString(),
                            "-storepass",
                            PASSWORD)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            int code = keytool.waitFor();
            String said = Files.readString(log);
            Files.delete(log);
            if (code != 0) {
                throw new IllegalStateException("keytool failed: " + said);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while making keys", e);
        }
    }

    /** Settings of a client that comes by the secure way. */
    public Map<String, String> secureSettings(String password) {
        return Map.of(
                "bootstrap.servers",
                secureServers,
                "security.protocol",
                "SASL_SSL",
                "sasl.mechanism",
                "PLAIN",
                "sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"pawl\"" + " password=\""
                        + password + "\";",
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                keys.toString(),
                "ssl.truststore.password",
                PASSWORD);
    }

    public Map<String, String> secureSettings() {
        return secureSettings(PASSWORD);
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
