package dev.pawl.testkit;

import java.nio.file.Path;
import java.util.Properties;

/** The settings of a broker that serves one test: one node, everything kept once, nothing waited for. */
final class BrokerConfig {
    static final String CONTROLLER_LISTENER = "CONTROLLER";
    static final int NODE_ID = 1;

    /**
     * Where it listens.
     *
     * @param proxy where clients find what listens at {@code behindProxy}
     */
    record Ports(int broker, int controller, int behindProxy, int proxy) {}

    private BrokerConfig() {}

    static Properties of(Path logDirectory, Ports ports) {
        Properties config = new Properties();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(NODE_ID));
        config.put("log.dirs", logDirectory.toString());
        config.put(
                "listeners",
                "PLAINTEXT://127.0.0.1:" + ports.broker() + ",PROXIED://127.0.0.1:" + ports.behindProxy() + ","
                        + CONTROLLER_LISTENER + "://127.0.0.1:" + ports.controller());
        config.put(
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:" + ports.broker() + ",PROXIED://127.0.0.1:" + ports.proxy());
        config.put(
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT," + CONTROLLER_LISTENER + ":PLAINTEXT");
        config.put("inter.broker.listener.name", "PLAINTEXT");
        config.put("controller.listener.names", CONTROLLER_LISTENER);
        config.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + ports.controller());
        config.put("auto.create.topics.enable", "false");
        config.put("default.replication.factor", "1");
        config.put("offsets.topic.replication.factor", "1");
        config.put("offsets.topic.num.partitions", "1");
        config.put("transaction.state.log.replication.factor", "1");
        config.put("transaction.state.log.min.isr", "1");
        config.put("transaction.state.log.num.partitions", "1");
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "200");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("num.network.threads", "2");
        config.put("num.io.threads", "2");
        config.put("background.threads", "2");
        config.put("num.recovery.threads.per.data.dir", "1");
        // The cleaner's buffer alone would take 128 MB of the test's heap.
        config.put("log.cleaner.dedupe.buffer.size", "2097152");
        config.put("log.segment.delete.delay.ms", "0");
        config.put("log.initial.task.delay.ms", "100");
        config.put("log.retention.check.interval.ms", "200");
        // tests write records of any age
        config.put("log.retention.ms", "-1");
        return config;
    }
}
