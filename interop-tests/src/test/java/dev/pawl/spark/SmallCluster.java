package dev.pawl.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.deploy.worker.Worker$;
import org.apache.spark.rpc.RpcEnv;
import scala.Option;

/**
 * A cluster of Spark's own in a process: a master and one worker with one core, on ports that are free. The worker starts a process for each
 * executor, with nothing but the jars of Spark; what else it needs it is sent.
 */
final class SmallCluster implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 240;
    private static final String HOST = "127.0.0.1";
    private static final int CORES = 1;
    private static final int MEGABYTES = 512;
    private static final Pattern MASTER = Pattern.compile("^spark://.*$", Pattern.MULTILINE);

    private final Process process;
    private final Path log;
    private final Path work;

    private SmallCluster(Process process, Path log, Path work) {
        this.process = process;
        this.log = log;
        this.work = work;
    }

    /** In the process itself: tells the address of the master, and goes on until it is killed. */
    public static void main(String[] args) {
        SparkConf conf = new SparkConf();
        RpcEnv master = Master$.MODULE$.startRpcEnvAndEndpoint(HOST, 0, 0, conf)._1();
        String[] masters = {"spark://" + HOST + ":" + master.address().port()};
        RpcEnv worker = Worker$.MODULE$.startRpcEnvAndEndpoint(
                HOST, 0, 0, CORES, MEGABYTES, masters, args[0], Option.empty(), conf, Option.empty());
        System.out.println(masters[0]);
        worker.awaitTermination();
    }

    /** @param directory for its log, and for what executors leave */
    static SmallCluster start(SparkLayout layout, Path directory) throws IOException {
        Path log = directory.resolve("cluster.log");
        Path work = directory.resolve("executors");
        Process process = layout.java(SmallCluster.class.getName(), work.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new SmallCluster(process, log, work);
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    /** What executors leave. */
    Path work() {
        return work;
    }

    String master() throws Exception {
        for (int patience = PATIENCE_SECONDS * 100; patience > 0 && process.isAlive(); patience--) {
            Matcher told = MASTER.matcher(log());
            if (told.find()) {
                return told.group();
            }
            process.waitFor(10, TimeUnit.MILLISECONDS);
        }
        throw new AssertionError("there is no cluster: " + log());
    }

    @Override
    public void close() {
        List<ProcessHandle> executors = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        executors.forEach(ProcessHandle::destroyForcibly);
    }
}
