package dev.pawl.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between clients and a broker, and holds back what one side says to the other when a test tells it to. */
public final class BrokerProxy implements AutoCloseable {
    private final ServerSocket listening;
    private final int target;
    private final Gate requests = new Gate();
    private final Gate answers = new Gate();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private BrokerProxy(ServerSocket listening, int target) {
        this.listening = listening;
        this.target = target;
    }

    static BrokerProxy start(int port, int target) {
        try {
            BrokerProxy proxy = new BrokerProxy(new ServerSocket(port, 50, local()), target);
            daemon(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetAddress local() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work, "broker proxy");
        thread.setDaemon(true);
        thread.start();
    }

    /** The value of {@code bootstrap.servers} for clients that shall go through here. */
    public String bootstrapServers() {
        return "127.0.0.1:" + listening.getLocalPort();
    }

    /** From now on the broker hears nothing: what clients say waits here. */
    public void holdRequests() {
        requests.close();
    }

    /** From now on clients hear nothing: what the broker answers waits here. */
    public void holdAnswers() {
        answers.close();
    }

    /** Everything goes through again, first what waited. */
    public void release() {
        requests.open();
        answers.open();
    }

    /** Ends all connections there are; what waited is gone. New ones go through. */
    public void cut() {
        for (Socket socket : open) {
            close(socket);
        }
        open.clear();
        release();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                Socket broker = new Socket(local(), target);
                open.add(client);
                open.add(broker);
                daemon(() -> pump(client, broker, requests));
                daemon(() -> pump(broker, client, answers));
            } catch (IOException e) {
                // the broker is down, or the proxy was closed
            }
        }
    }

    private static void pump(Socket from, Socket to, Gate gate) {
        byte[] buffer = new byte[1 << 16];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                gate.pass();
                out.write(buffer, 0, length);
            }
        } catch (IOException e) {
            // one side went away
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // gone already
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut();
        }
    }

    private static final class Gate {
        private boolean isClosed;

        synchronized void close() {
            isClosed = true;
        }

        synchronized void open() {
            isClosed = false;
            notifyAll();
        }

        synchronized void pass() throws InterruptedException {
            while (isClosed) {
                wait();
            }
        }
    }
}
