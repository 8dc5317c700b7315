package dev.pawl.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.Durability;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.checkpoint.storage.RandomAccess;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.checkpoint.storage.Storages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeaseTest {
    private static final Owner SELF = new Owner("h1", "", 4711, 0);
    private static final Duration SHORT = Duration.ofMillis(50);

    @TempDir
    Path directory;

    private final CountDownLatch renews = new CountDownLatch(1);
    private final CountDownLatch mayRenew = new CountDownLatch(1);

    private FencedStorage storage() {
        return Storages.openFenced(directory.toString(), Durability.SYNCED, () -> "t");
    }

    /** The first renewal takes as long as the test says, and who closes the lease is told to stop just when it is deleted. */
    private final class Hurried implements FencedStorage {
        private final FencedStorage storage = storage();
        private final Thread owner = Thread.currentThread();

        @Override
        public void replace(String path, Content content) throws IOException {
            if (!Thread.currentThread().equals(owner)) {
                renews.countDown();
                try {
                    mayRenew.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            storage.replace(path, content);
        }

        @Override
        public void delete(String path) throws IOException {
            owner.interrupt();
            if (Thread.currentThread().isInterrupted()) {
                throw new ClosedByInterruptException();
            }
            storage.delete(path);
        }

        @Override
        public OptionalLong highestClaim() throws IOException {
            return storage.highestClaim();
        }

        @Override
        public boolean claim(OptionalLong after) throws IOException {
            return storage.claim(after);
        }

        @Override
        public boolean isOwner() throws IOException {
            return storage.isOwner();
        }

        @Override
        public String root() {
            return storage.root();
        }

        @Override
        public List<StorageEntry> list(String path) throws IOException {
            return storage.list(path);
        }

        @Override
        public InputStream read(String path) throws IOException {
            return storage.read(path);
        }

        @Override
        public RandomAccess open(String path) throws IOException {
            return storage.open(path);
        }

        @Override
        public void createNew(String path, Content content) throws IOException {
            storage.createNew(path, content);
        }

        @Override
        public void close() throws IOException {
            storage.close();
        }
    }

    @Test
    void whoeverGivesItBackCannotBeHurried() throws Exception {
        AtomicBoolean isClosing = new AtomicBoolean();
        AtomicBoolean isStillInterrupted = new AtomicBoolean();
        Thread owner = new Thread(() -> {
            try (Hurried checkpoint = new Hurried();
                    Lease lease = Lease.acquire(checkpoint, SELF, SHORT, InstantSource.system())) {
                assertThat(lease).isNotNull();
                renews.await();
                isClosing.set(true);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            isStillInterrupted.set(Thread.interrupted());
        });
        owner.start();
        renews.await();
        // It waits for the renewal that goes on.
        while (!isClosing.get() || owner.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        owner.interrupt();
        mayRenew.countDown();
        owner.join();

        assertThat(isStillInterrupted).isTrue();
        try (FencedStorage checkpoint = storage()) {
            assertThat(LeaseFile.read(checkpoint)).isEmpty();
            Lease.acquire(checkpoint, SELF, Duration.ofMinutes(1), InstantSource.system())
                    .close();
        }
    }
}
