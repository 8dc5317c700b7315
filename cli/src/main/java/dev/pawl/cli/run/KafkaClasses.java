package dev.pawl.cli.run;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/** The classes of Kafka's clients, which a rehearsal without a broker would not meet. */
final class KafkaClasses {
    private static final String CLIENT = "org/apache/kafka/clients/consumer/KafkaConsumer.class";

    /** What a consumer, a producer and a look at topics use, as far as the names of packages and messages tell. */
    private static final Pattern USED = Pattern.compile("org/apache/kafka/(?:"
            + "clients/(?:[^/]+|consumer/.+|producer/.+|admin/(?:[^/]*Admin[^/]*|[^/]*Topic[^/]*|[^/]*Offset[^/]*|internals/.+))"
            + "|common/[^/]+"
            + "|common/(?:cache|compress|config|errors|feature|header|internals|memory|message|metrics|network|protocol|record|requests"
            + "|resource|serialization|utils)/.+"
            + ")[.]class");

    /** Enumerations of hundreds of functions, each of which is made when they are initialized. */
    private static final Set<String> INITIALIZED =
            Set.of("org.apache.kafka.common.protocol.Errors", "org.apache.kafka.common.protocol.ApiKeys");

    private KafkaClasses() {}

    /** Loads them all; a class that something it needs is missing for is left out. */
    static void load() throws IOException {
        // Every client registers its numbers there.
        ManagementFactory.getPlatformMBeanServer();
        ClassLoader loader = KafkaClasses.class.getClassLoader();
        URL client = loader.getResource(CLIENT);
        if (client == null || !(client.openConnection() instanceof JarURLConnection connection)) {
            return;
        }
        try (JarFile jar = connection.getJarFile()) {
            for (JarEntry entry : jar.stream().toList()) {
                if (USED.matcher(entry.getName()).matches()) {
                    load(entry.getName(), loader);
                }
            }
        }
    }

    private static void load(String entry, ClassLoader loader) {
        String name = entry.substring(0, entry.length() - ".class".length()).replace('/', '.');
        try {
            Class.forName(name, INITIALIZED.contains(name), loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // Some serve libraries that are not there.
        }
    }
}
