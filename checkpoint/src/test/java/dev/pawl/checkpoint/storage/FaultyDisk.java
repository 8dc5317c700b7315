package dev.pawl.checkpoint.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Numbers the writing calls to a disk, keeps their trace, and goes wrong as planned. */
final class FaultyDisk implements Disk {
    private enum Effect {
        GROWS_FILE,
        ADDS_NAME,
        NEEDS_NO_SPACE
    }

    private static final String NO_SPACE = "No space left on device";

    private final Disk disk;
    private final Faults faults;
    private final List<String> trace = new ArrayList<>();
    private boolean hasCrashed;

    FaultyDisk(Disk disk, Faults faults) {
        this.disk = disk;
        this.faults = faults;
    }

    /** The writing calls so far, such as {@code 3: link /a/.x.tmp -> /a/x}. */
    synchronized List<String> trace() {
        return List.copyOf(trace);
    }

    synchronized int steps() {
        return trace.size();
    }

    synchronized boolean hasCrashed() {
        return hasCrashed;
    }

    @Override
    public void writeNew(String path, Content content) throws IOException {
        step("writeNew " + path, Effect.GROWS_FILE);
        boolean isFull = faults.kind() == Faults.Kind.NO_SPACE && steps() > faults.step();
        disk.writeNew(path, isFull ? firstHalf(content) : content);
    }

    private static Content firstHalf(Content content) {
        return out -> {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            content.writeTo(all);
            out.write(all.toByteArray(), 0, all.size() / 2);
            throw new IOException(NO_SPACE);
        };
    }

    @Override
    public OutputStream create(String path) throws IOException {
        step("create " + path, Effect.GROWS_FILE);
        OutputStream out = disk.create(path);
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] source, int offset, int length) throws IOException {
                grow(path);
                out.write(source, offset, length);
            }

            @Override
            public void close() throws IOException {
                out.close();
            }
        };
    }

    private synchronized void grow(String path) throws IOException {
        look("write " + path);
        if (faults.kind() == Faults.Kind.NO_SPACE && trace.size() > faults.step()) {
            throw new IOException(NO_SPACE);
        }
    }

    @Override
    public void sync(String path) throws IOException {
        step("sync " + path, Effect.NEEDS_NO_SPACE);
        disk.sync(path);
    }

    @Override
    public void link(String existing, String name) throws IOException {
        step("link " + existing + " -> " + name, Effect.ADDS_NAME);
        disk.link(existing, name);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        step("rename " + from + " -> " + to, Effect.NEEDS_NO_SPACE);
        disk.rename(from, to);
    }

    @Override
    public boolean delete(String path) throws IOException {
        step("delete " + path, Effect.NEEDS_NO_SPACE);
        return disk.delete(path);
    }

    @Override
    public void mkdir(String path) throws IOException {
        step("mkdir " + path, Effect.ADDS_NAME);
        disk.mkdir(path);
    }

    @Override
    public void syncDir(String path) throws IOException {
        step("syncDir " + path, Effect.NEEDS_NO_SPACE);
        disk.syncDir(path);
    }

    @Override
    public List<StorageEntry> list(String directory) throws IOException {
        look("list " + directory);
        return disk.list(directory);
    }

    @Override
    public Optional<StorageEntry> stat(String path) throws IOException {
        look("stat " + path);
        return disk.stat(path);
    }

    @Override
    public InputStream read(String path) throws IOException {
        look("read " + path);
        return disk.read(path);
    }

    @Override
    public RandomAccess open(String path) throws IOException {
        look("open " + path);
        return disk.open(path);
    }

    private synchronized void step(String call, Effect effect) throws IOException {
        if (hasCrashed) {
            throw new SimulatedCrash(call + ", after the crash");
        }
        int step = trace.size();
        String numbered = step + ": " + call;
        if (faults.kind() == Faults.Kind.CRASH && step >= faults.step()) {
            hasCrashed = true;
            throw new SimulatedCrash(numbered);
        }
        trace.add(numbered);
        boolean fails =
                switch (faults.kind()) {
                    case NONE, CRASH -> false;
                    case FAIL_ONCE -> step == faults.step();
                    case FAIL_ALWAYS -> step >= faults.step();
                    case NO_SPACE -> step >= faults.step() && effect == Effect.ADDS_NAME;
                };
        if (fails) {
            throw new IOException(faults.kind() == Faults.Kind.NO_SPACE ? NO_SPACE : "Input/output error");
        }
    }

    private synchronized void look(String call) throws IOException {
        if (hasCrashed) {
            throw new SimulatedCrash(call + ", after the crash");
        }
        if (faults.kind() == Faults.Kind.FAIL_ALWAYS && trace.size() > faults.step()) {
            throw new IOException("Input/output error");
        }
    }
}
