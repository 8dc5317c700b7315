package dev.pawl.engine;

import dev.pawl.checkpoint.kept.KeptPipeline;
import dev.pawl.checkpoint.storage.FencedStorage;
import dev.pawl.engine.lease.Lease;
import dev.pawl.engine.run.RunSettings;
import dev.pawl.engine.run.World;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The leases of checkpoints that another process writes for this one: Spark knows none. */
public final class HeldLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLeases.class);

    private record Held(Lease lease, FencedStorage checkpoint) {}

    private final Deque<Held> held = new ArrayDeque<>();

    private HeldLeases() {}

    /** @throws dev.pawl.checkpoint.error.PawlException if somebody has one of them; then none is held */
    public static HeldLeases acquire(List<String> checkpoints) {
        HeldLeases leases = new HeldLeases();
        World outside = new LocalWorld();
        try {
            for (String location : checkpoints) {
                FencedStorage checkpoint = outside.fenced(location);
                leases.held.push(new Held(
                        Lease.acquire(
                                checkpoint, outside.owner(), RunSettings.DEFAULT.leaseStaleAfter(), outside.clock()),
                        checkpoint));
            }
            return leases;
        } catch (RuntimeException e) {
            leases.close();
            throw e;
        }
    }

    /** @throws dev.pawl.checkpoint.error.PawlException if one was taken over */
    public void check() {
        held.forEach(each -> each.lease().check());
    }

    /** What another process starts is not what the checkpoints keep of their pipeline. */
    public void forgetTexts() {
        held.forEach(each -> KeptPipeline.forget(each.checkpoint()));
    }

    @Override
    public void close() {
        for (Held each : held) {
            each.lease().close();
            try {
                each.checkpoint().close();
            } catch (IOException e) {
                LOG.warn(
                        "checkpoint not closed, checkpoint={}",
                        each.checkpoint().root(),
                        e);
            }
        }
    }
}
