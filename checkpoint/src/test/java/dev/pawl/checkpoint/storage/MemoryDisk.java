package dev.pawl.checkpoint.storage;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A disk that keeps what processes see apart from what survives a crash, for contents and for names. */
final class MemoryDisk implements Disk {
    private sealed interface Node permits FileNode, DirectoryNode {}

    /** May have several names. Until the sync nothing of it is durable. */
    private static final class FileNode implements Node {
        private byte[] content;
        private final long modifiedMillis;
        private boolean isDurable;

        FileNode(byte[] content, long modifiedMillis) {
            this.content = content;
            this.modifiedMillis = modifiedMillis;
        }
    }

    private static final class DirectoryNode implements Node {
        private final Map<String, Node> seen = new TreeMap<>();
        private final Map<String, Node> durable = new TreeMap<>();
        /** What each name stood for since the last sync, oldest first; null for nothing. */
        private final Map<String, List<@Nullable Node>> pending = new TreeMap<>();

        void set(String name, @Nullable Node node) {
            if (node == null) {
                seen.remove(name);
            } else {
                seen.put(name, node);
            }
            pending.computeIfAbsent(name, key -> new ArrayList<>()).add(node);
        }

        void sync() {
            durable.clear();
            durable.putAll(seen);
            pending.clear();
        }
    }

    private final DirectoryNode root;
    private long clockMillis;
    private boolean refusesLinks;

    MemoryDisk() {
        this(new DirectoryNode(), 0);
    }

    private MemoryDisk(DirectoryNode root, long clockMillis) {
        this.root = root;
        this.clockMillis = clockMillis;
    }

    /** The disk the next process finds; this one is left as it is. */
    synchronized MemoryDisk afterCrash(Survivors survivors, Random random) {
        return new MemoryDisk(new Crash(survivors, random).directoryAfter(root), clockMillis);
    }

    /** Like a file system that has no hard links. */
    synchronized void refuseLinks() {
        refusesLinks = true;
    }

    @Override
    public synchronized void writeNew(String path, Content content) throws IOException {
        DirectoryNode parent = parentOf(path);
        refuseTaken(parent, path);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            content.writeTo(bytes);
        } finally {
            parent.set(RelativePath.nameOf(path), new FileNode(bytes.toByteArray(), ++clockMillis));
        }
    }

    @Override
    public synchronized OutputStream create(String path) throws IOException {
        DirectoryNode parent = parentOf(path);
        refuseTaken(parent, path);
        FileNode file = new FileNode(new byte[0], ++clockMillis);
        parent.set(RelativePath.nameOf(path), file);
        return new Growing(file);
    }

    @Override
    public synchronized void sync(String path) throws IOException {
        file(path).isDurable = true;
    }

    @Override
    public synchronized void link(String existing, String name) throws IOException {
        if (refusesLinks) {
            throw new UnsupportedOperationException("Operation not permitted");
        }
        FileNode file = file(existing);
        DirectoryNode parent = parentOf(name);
        refuseTaken(parent, name);
        parent.set(RelativePath.nameOf(name), file);
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        if (find(from).orElse(null) instanceof DirectoryNode moved) {
            refuseTaken(parentOf(to), to);
            parentOf(to).set(RelativePath.nameOf(to), moved);
            parentOf(from).set(RelativePath.nameOf(from), null);
            return;
        }
        FileNode file = file(from);
        DirectoryNode parent = parentOf(to);
        if (parent.seen.get(RelativePath.nameOf(to)) instanceof DirectoryNode) {
            throw new FileSystemException(to, null, "Is a directory");
        }
        parent.set(RelativePath.nameOf(to), file);
        parentOf(from).set(RelativePath.nameOf(from), null);
    }

    @Override
    public synchronized boolean delete(String path) throws IOException {
        Optional<Node> node = find(path);
        if (node.isPresent() && node.get() instanceof DirectoryNode) {
            throw new FileSystemException(path, null, "is a directory");
        }
        if (node.isPresent()) {
            parentOf(path).set(RelativePath.nameOf(path), null);
        }
        return node.isPresent();
    }

    @Override
    public synchronized void mkdir(String path) throws IOException {
        DirectoryNode parent = parentOf(path);
        refuseTaken(parent, path);
        parent.set(RelativePath.nameOf(path), new DirectoryNode());
    }

    @Override
    public synchronized void syncDir(String path) throws IOException {
        directory(path).sync();
    }

    @Override
    public synchronized List<StorageEntry> list(String path) throws IOException {
        List<StorageEntry> entries = new ArrayList<>();
        directory(path).seen.forEach((name, node) -> entries.add(entry(name, node)));
        return entries;
    }

    @Override
    public synchronized Optional<StorageEntry> stat(String path) {
        return find(path).map(node -> entry(RelativePath.nameOf(path), node));
    }

    @Override
    public synchronized InputStream read(String path) throws IOException {
        return new ByteArrayInputStream(readable(path).content);
    }

    @Override
    public synchronized RandomAccess open(String path) throws IOException {
        return new Opened(path, readable(path).content);
    }

    private static StorageEntry entry(String name, Node node) {
        return node instanceof FileNode file
                ? new StorageEntry(name, StorageEntry.Kind.FILE, file.content.length, file.modifiedMillis)
                : new StorageEntry(name, StorageEntry.Kind.DIRECTORY, 0, 0);
    }

    private Optional<Node> find(String path) {
        Node node = root;
        for (String name : path.split("/", -1)) {
            if (name.isEmpty()) {
                continue;
            }
            if (!(node instanceof DirectoryNode directory) || !directory.seen.containsKey(name)) {
                return Optional.empty();
            }
            node = directory.seen.get(name);
        }
        return Optional.of(node);
    }

    private FileNode file(String path) throws IOException {
        if (find(path).orElseThrow(() -> new NoSuchFileException(path)) instanceof FileNode file) {
            return file;
        }
        throw new FileSystemException(path, null, "Is a directory");
    }

    private FileNode readable(String path) throws IOException {
        if (find(path).filter(DirectoryNode.class::isInstance).isPresent()) {
            throw new NoSuchFileException(path, null, "is a directory");
        }
        return file(path);
    }

    private DirectoryNode directory(String path) throws IOException {
        if (find(path).orElseThrow(() -> new NoSuchFileException(path)) instanceof DirectoryNode directory) {
            return directory;
        }
        throw new NotDirectoryException(path);
    }

    private DirectoryNode parentOf(String path) throws IOException {
        return directory(RelativePath.parentOf(path));
    }

    private static void refuseTaken(DirectoryNode parent, String path) throws IOException {
        if (parent.seen.containsKey(RelativePath.nameOf(path))) {
            throw new FileAlreadyExistsException(path);
        }
    }

    private static final class Growing extends OutputStream {
        private final FileNode file;

        Growing(FileNode file) {
            this.file = file;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) {
            byte[] longer = Arrays.copyOf(file.content, file.content.length + length);
            System.arraycopy(source, offset, longer, file.content.length, length);
            file.content = longer;
            file.isDurable = false;
        }
    }

    private static final class Opened implements RandomAccess {
        private final String path;
        private final byte[] content;

        Opened(String path, byte[] content) {
            this.path = path;
            this.content = content;
        }

        @Override
        public long size() {
            return content.length;
        }

        @Override
        public void readFully(long position, byte[] target, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, target.length);
            if (position < 0 || position > size() - length) {
                throw new EOFException(path);
            }
            System.arraycopy(content, Math.toIntExact(position), target, offset, length);
        }

        @Override
        public void close() {}
    }

    /** Builds what is left; every file stays one file, however many names of it survive. */
    private static final class Crash {
        private final Survivors survivors;
        private final Random random;
        private final IdentityHashMap<Node, Node> nodesAfter = new IdentityHashMap<>();

        Crash(Survivors survivors, Random random) {
            this.survivors = survivors;
            this.random = random;
        }

        DirectoryNode directoryAfter(DirectoryNode before) {
            DirectoryNode after = new DirectoryNode();
            nodesAfter.put(before, after);
            if (survivors == Survivors.KILLED) {
                keepPending(before, after);
                return after;
            }
            namesAfter(before).forEach((name, node) -> after.set(name, nodeAfter(node)));
            after.sync();
            return after;
        }

        private void keepPending(DirectoryNode before, DirectoryNode after) {
            before.seen.forEach((name, node) -> after.seen.put(name, nodeAfter(node)));
            before.durable.forEach((name, node) -> after.durable.put(name, nodeAfter(node)));
            before.pending.forEach((name, nodes) -> {
                List<@Nullable Node> copies = new ArrayList<>();
                nodes.forEach(node -> copies.add(node == null ? null : nodeAfter(node)));
                after.pending.put(name, copies);
            });
        }

        private Map<String, Node> namesAfter(DirectoryNode before) {
            return switch (survivors) {
                case NONE -> before.durable;
                case ALL, KILLED -> before.seen;
                case RANDOM -> randomNames(before);
            };
        }

        private Map<String, Node> randomNames(DirectoryNode before) {
            Map<String, Node> names = new TreeMap<>(before.durable);
            before.pending.forEach((name, nodes) -> {
                int chosen = random.nextInt(nodes.size() + 1) - 1;
                if (chosen >= 0) {
                    Node node = nodes.get(chosen);
                    if (node == null) {
                        names.remove(name);
                    } else {
                        names.put(name, node);
                    }
                }
            });
            return names;
        }

        private Node nodeAfter(Node before) {
            Node known = nodesAfter.get(before);
            if (known != null) {
                return known;
            }
            if (before instanceof DirectoryNode directory) {
                return directoryAfter(directory);
            }
            FileNode after = fileAfter((FileNode) before);
            nodesAfter.put(before, after);
            return after;
        }

        private FileNode fileAfter(FileNode before) {
            byte[] content = before.isDurable ? before.content : contentAfter(before.content);
            FileNode after = new FileNode(content, before.modifiedMillis);
            after.isDurable = before.isDurable || survivors != Survivors.KILLED;
            return after;
        }

        private byte[] contentAfter(byte[] unsynced) {
            return switch (survivors) {
                case NONE -> new byte[0];
                case ALL, KILLED -> unsynced;
                case RANDOM -> torn(unsynced);
            };
        }

        private byte[] torn(byte[] unsynced) {
            byte[] start = Arrays.copyOf(unsynced, random.nextInt(unsynced.length + 1));
            return random.nextBoolean() ? start : Arrays.copyOf(start, unsynced.length);
        }
    }
}
