package dev.pawl.engine.state;

import dev.pawl.checkpoint.entry.Bytes;
import dev.pawl.checkpoint.state.ChangeCursor;
import dev.pawl.checkpoint.state.ChangeKind;
import java.io.IOException;
import java.util.List;

/** Changes of several stores, one store after the other. */
final class ChainedChanges implements ChangeCursor {
    private final List<ChangeCursor> all;
    private int at;

    ChainedChanges(List<ChangeCursor> all) {
        this.all = List.copyOf(all);
    }

    @Override
    public boolean next() throws IOException {
        while (at < all.size()) {
            if (all.get(at).next()) {
                return true;
            }
            at++;
        }
        return false;
    }

    @Override
    public ChangeKind kind() {
        return all.get(at).kind();
    }

    @Override
    public Bytes key() {
        return all.get(at).key();
    }

    @Override
    public Bytes value() {
        return all.get(at).value();
    }

    @Override
    public void close() throws IOException {
        for (ChangeCursor each : all) {
            each.close();
        }
    }
}
