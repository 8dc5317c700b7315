package dev.pawl.checkpoint.storage;

import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Abortable;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FSInputStream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PathIOException;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Objects in memory that appear when their stream is closed, as the connectors of s3a and gs have it. */
final class ObjectStoreFileSystem extends FileSystem {
    private static final String CONDITIONAL = Options.CreateFileOptionKeys.FS_OPTION_CREATE_CONDITIONAL_OVERWRITE;
    private static final String WRITE_ID = "fs.s3a.create.header.pawl-write-id";

    private record Stored(String bytes, String writeId) {
        byte[] toArray() {
            return bytes.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private final CloseToPublish.Connector connector;
    private boolean hasConditions = true;
    private boolean losesAnswers;
    private boolean takesNoBytes;
    private int streamsLeft;

    ObjectStoreFileSystem(CloseToPublish.Connector connector) {
        this.connector = connector;
        setConf(new Configuration(false));
    }

    /** Like a connector that is too old, or a store without conditions. */
    void disableConditions() {
        hasConditions = false;
    }

    /** From now on an upload succeeds, is repeated because its answer was lost, and the repetition is refused. */
    void loseAnswers() {
        losesAnswers = true;
    }

    /** From now on the network breaks as soon as a byte is sent. */
    void takeNoBytes() {
        takesNoBytes = true;
    }

    /** Streams that were neither closed nor aborted. */
    synchronized int streamsLeft() {
        return streamsLeft;
    }

    @Override
    public URI getUri() {
        return URI.create("s3a://bucket");
    }

    @Override
    public boolean hasPathCapability(Path path, String capability) {
        return capability.equals(CONDITIONAL) && connector == CloseToPublish.Connector.S3A && hasConditions;
    }

    @Override
    public FSDataOutputStreamBuilder<?, ?> createFile(Path path) {
        return new Builder(this, path);
    }

    @Override
    public synchronized byte[] getXAttr(Path path, String name) {
        return stored(path).writeId.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public synchronized FSDataInputStream open(Path path, int bufferSize) throws IOException {
        if (!objects.containsKey(key(path))) {
            throw new FileNotFoundException(path.toString());
        }
        return new FSDataInputStream(new Input(stored(path).toArray()));
    }

    @Override
    public synchronized boolean delete(Path path, boolean recursive) throws IOException {
        if (objects.remove(key(path)) != null) {
            return true;
        }
        if (!namesBelow(path).isEmpty()) {
            throw new PathIOException(path.toString(), "is a directory");
        }
        return false;
    }

    @Override
    public synchronized FileStatus[] listStatus(Path path) throws IOException {
        FileStatus self = getFileStatus(path);
        if (self.isFile()) {
            return new FileStatus[] {self};
        }
        List<FileStatus> statuses = new ArrayList<>();
        for (String name : namesBelow(path)) {
            statuses.add(getFileStatus(new Path("s3a", "bucket", key(path) + "/" + name)));
        }
        return statuses.toArray(new FileStatus[0]);
    }

    @Override
    public synchronized FileStatus getFileStatus(Path path) throws IOException {
        if (objects.containsKey(key(path))) {
            return new FileStatus(stored(path).toArray().length, false, 1, 1, 1, path);
        }
        if (namesBelow(path).isEmpty()) {
            throw new FileNotFoundException(path.toString());
        }
        return new FileStatus(0, true, 1, 1, 0, path);
    }

    private Set<String> namesBelow(Path directory) {
        String prefix = key(directory) + "/";
        return objects.subMap(prefix, prefix + Character.MAX_VALUE).keySet().stream()
                .map(key -> key.substring(prefix.length()).replaceFirst("/.*", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Stored stored(Path path) {
        return objects.getOrDefault(key(path), new Stored("", ""));
    }

    private static String key(Path path) {
        return path.toUri().getPath();
    }

    private synchronized void publish(Path path, byte[] bytes, boolean isNew, String writeId) throws IOException {
        if (isNew && objects.containsKey(key(path))) {
            throw new IOException("412 Precondition Failed");
        }
        objects.put(key(path), new Stored(new String(bytes, StandardCharsets.ISO_8859_1), writeId));
        if (losesAnswers) {
            throw new IOException("412 Precondition Failed");
        }
    }

    private synchronized void countStream(int change) {
        streamsLeft += change;
    }

    private static final class Builder extends FSDataOutputStreamBuilder<FSDataOutputStream, Builder> {
        private final ObjectStoreFileSystem store;

        Builder(ObjectStoreFileSystem store, Path path) {
            super(store, path);
            this.store = store;
        }

        @Override
        public Builder getThisBuilder() {
            return this;
        }

        @Override
        public FSDataOutputStream build() throws IOException {
            boolean isConditional = store.hasPathCapability(getPath(), CONDITIONAL);
            rejectUnknownMandatoryKeys(
                    getMandatoryKeys(), isConditional ? List.of(CONDITIONAL, WRITE_ID) : List.of(), "for " + getPath());
            EnumSet<CreateFlag> flags = getFlags();
            if (!flags.contains(CreateFlag.CREATE)) {
                throw new PathIOException(getPath().toString(), "must create");
            }
            boolean isNew =
                    switch (store.connector) {
                        case S3A -> getOptions().getBoolean(CONDITIONAL, false);
                        case GS -> !flags.contains(CreateFlag.OVERWRITE);
                    };
            if (store.connector == CloseToPublish.Connector.GS && isNew && store.exists(getPath())) {
                throw new FileAlreadyExistsException(getPath().toString());
            }
            store.countStream(1);
            Output out = new Output(store, getPath(), isNew, getOptions().get(WRITE_ID, ""));
            return new FSDataOutputStream(out, null);
        }
    }

    private static final class Output extends ByteArrayOutputStream implements Abortable, StreamCapabilities {
        private final ObjectStoreFileSystem store;
        private final Path path;
        private final boolean isNew;
        private final String writeId;
        private boolean isDone;

        Output(ObjectStoreFileSystem store, Path path, boolean isNew, String writeId) {
            this.store = store;
            this.path = path;
            this.isNew = isNew;
            this.writeId = writeId;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            if (store.takesNoBytes) {
                throw new IllegalStateException("broken pipe");
            }
            super.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!isDone) {
                isDone = true;
                store.countStream(-1);
                store.publish(path, toByteArray(), isNew, writeId);
            }
        }

        @Override
        public boolean hasCapability(String capability) {
            return capability.equals(StreamCapabilities.ABORTABLE_STREAM)
                    && store.connector == CloseToPublish.Connector.S3A;
        }

        @Override
        public AbortableResult abort() {
            if (store.connector != CloseToPublish.Connector.S3A) {
                throw new UnsupportedOperationException();
            }
            isDone = true;
            store.countStream(-1);
            return new Aborted();
        }
    }

    private static final class Aborted implements Abortable.AbortableResult {
        @Override
        public boolean alreadyClosed() {
            return false;
        }

        @Override
        public IOException anyCleanupException() {
            return new IOException("none");
        }
    }

    private static final class Input extends FSInputStream {
        private final byte[] bytes;
        private int position;

        Input(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public void seek(long target) {
            position = Math.toIntExact(target);
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public boolean seekToNewSource(long target) {
            return false;
        }

        @Override
        public int read() {
            return position < bytes.length ? Byte.toUnsignedInt(bytes[position++]) : -1;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            if (position >= bytes.length) {
                return length == 0 ? 0 : -1;
            }
            int count = Math.min(length, bytes.length - position);
            System.arraycopy(bytes, position, target, offset, count);
            position += count;
            return count;
        }
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setWorkingDirectory(Path directory) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path("s3a://bucket/");
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
        throw new UnsupportedOperationException();
    }
}
