package dev.pawl.engine.lease;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.FencedOffException;
import dev.pawl.checkpoint.storage.FencedStorage;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write a checkpoint, held by this process and renewed by a thread of its own. Who comes later finds the owner named, and may
 * take over once the owner is dead or was silent for too long; from then on the storage lets the old owner publish
 * nothing.
 */
public final class Lease implements AutoCloseable {
    /** So many renewals may fail or come late before the owner is taken for gone. */
    private static final int RENEWALS_PER_LIFE = 5;

    private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

    private final FencedStorage checkpoint;
    private final LeaseFile file;
    private final InstantSource clock;
    private final long renewEveryMs;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread renewal;
    private volatile boolean isLost;

    private Lease(FencedStorage checkpoint, LeaseFile file, InstantSource clock, Duration staleAfter) {
        this.checkpoint = checkpoint;
        this.file = file;
        this.clock = clock;
        this.renewEveryMs = Math.max(1, staleAfter.toMillis() / RENEWALS_PER_LIFE);
        this.renewal = new Thread(this::renew, "lease of " + checkpoint.root());
        renewal.setDaemon(true);
    }

    /**
     * @param self who acquires it
     * @param staleAfter an owner that was silent for so long is taken for gone
     * @throws PawlException if somebody else holds it
     */
    public static Lease acquire(FencedStorage checkpoint, Owner self, Duration staleAfter, InstantSource clock) {
        try {
            OptionalLong claim = checkpoint.highestClaim();
            Optional<LeaseFile> held = LeaseFile.read(checkpoint);
            if (held.isPresent() && !isStale(held.get(), self, staleAfter, clock)) {
                throw held(checkpoint, held.get(), clock);
            }
            if (!checkpoint.claim(claim)) {
                throw new PawlException(
                        ErrorCode.LEASE_HELD,
                        "Checkpoint " + checkpoint.root() + " is being taken by another process at this moment.");
            }
            long now = clock.millis();
            LeaseFile mine = new LeaseFile(claim.orElse(0) + 1, self, now, now);
            mine.write(checkpoint);
            Lease lease = new Lease(checkpoint, mine, clock, staleAfter);
            lease.renewal.start();
            return lease;
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The lease of checkpoint " + checkpoint.root() + " cannot be taken: " + e.getMessage() + ".",
                    e);
        }
    }

    private static boolean isStale(LeaseFile held, Owner self, Duration staleAfter, InstantSource clock) {
        return held.owner().isDead(self) || clock.millis() - held.renewedMs() > staleAfter.toMillis();
    }

    private static PawlException held(FencedStorage checkpoint, LeaseFile held, InstantSource clock) {
        long seconds = Math.max(0, (clock.millis() - held.acquiredMs()) / 1000);
        return new PawlException(
                ErrorCode.LEASE_HELD,
                "Checkpoint " + checkpoint.root() + " is in use by " + held.owner() + ", for " + seconds + " s.");
    }

    /**
     * As {@link #check}, without looking: told by the last renewal.
     *
     * @throws PawlException if that found the checkpoint taken over
     */
    public void checkLastRenewal() {
        if (isLost) {
            throw lost(checkpoint, null);
        }
    }

    /** @throws PawlException if the checkpoint was taken over */
    public void check() {
        try {
            if (!checkpoint.isOwner()) {
                throw lost(checkpoint, null);
            }
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The lease of checkpoint " + checkpoint.root() + " cannot be looked up: " + e.getMessage() + ".",
                    e);
        }
    }

    /** What a failure of the query comes from: without its lease it runs into whatever the new owner has written meanwhile. */
    public Exception reasonFor(Exception failure) {
        try {
            return checkpoint.isOwner() ? failure : lost(checkpoint, failure);
        } catch (IOException e) {
            return failure;
        }
    }

    private static PawlException lost(FencedStorage checkpoint, @Nullable Exception cause) {
        String what = "This process has lost checkpoint " + checkpoint.root() + " to another one.";
        return cause == null
                ? new PawlException(ErrorCode.LEASE_LOST, what)
                : new PawlException(ErrorCode.LEASE_LOST, what, cause);
    }

    private void renew() {
        try {
            while (!closing.await(renewEveryMs, TimeUnit.MILLISECONDS)) {
                try {
                    new LeaseFile(file.fence(), file.owner(), file.acquiredMs(), clock.millis()).write(checkpoint);
                } catch (FencedOffException e) {
                    isLost = true;
                    LOG.warn("lease lost, checkpoint={}", checkpoint.root());
                    return;
                } catch (IOException e) {
                    LOG.warn("lease not renewed, checkpoint={}", checkpoint.root(), e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Gives it back; a lease that was lost is left alone. On a thread of its own, for which nobody's interrupt is meant: who closes a
     * query is often told to hurry, and a lease that stays keeps the next start out.
     */
    @Override
    public void close() {
        closing.countDown();
        FutureTask<Boolean> givingBack = new FutureTask<>(() -> {
            renewal.join();
            checkpoint.delete(LeaseFile.PATH);
            return true;
        });
        new Thread(givingBack, renewal.getName() + ", given back").start();
        failure(givingBack).ifPresent(this::report);
    }

    /** What a task died of. Who waits for it cannot be hurried. */
    private static Optional<Throwable> failure(FutureTask<?> task) {
        boolean wasInterrupted = false;
        try {
            while (true) {
                try {
                    task.get();
                    return Optional.empty();
                } catch (InterruptedException e) {
                    wasInterrupted = true;
                } catch (ExecutionException e) {
                    return Optional.ofNullable(e.getCause());
                }
            }
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void report(Throwable failure) {
        if (failure instanceof FencedOffException) {
            LOG.info("lease was lost before it could be given back, checkpoint={}", checkpoint.root());
        } else if (failure instanceof RuntimeException e) {
            throw e;
        } else if (failure instanceof Error e) {
            throw e;
        } else {
            LOG.warn("lease not given back, checkpoint={}", checkpoint.root(), failure);
        }
    }
}
