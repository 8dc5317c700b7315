package dev.pawl.connectors.orc;

import dev.pawl.checkpoint.storage.RandomAccess;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.PositionedReadable;
import org.apache.hadoop.fs.Seekable;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** A file system that has one open file: the library reads files only through such. */
final class OneFile extends FileSystem {
    /** The library names it in its messages. */
    static final Path PATH = new Path("/file.orc");

    /** Without the defaults of Hadoop, which take longer to load than a small file to read. */
    static final Configuration CONF = new Configuration(false);

    private final RandomAccess file;

    OneFile(RandomAccess file) {
        this.file = file;
        setConf(CONF);
    }

    @Override
    public URI getUri() {
        return URI.create("one:///");
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) {
        return new FSDataInputStream(new Input(file));
    }

    @Override
    public FileStatus getFileStatus(Path path) {
        return new FileStatus(file.size(), false, 1, file.size(), 0, path);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws FileNotFoundException {
        throw new FileNotFoundException(path.toString());
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
        throw readOnly();
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw readOnly();
    }

    @Override
    public boolean rename(Path from, Path to) {
        throw readOnly();
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        throw readOnly();
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
        throw readOnly();
    }

    @Override
    public void setWorkingDirectory(Path directory) {
        throw readOnly();
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path("/");
    }

    private static UnsupportedOperationException readOnly() {
        return new UnsupportedOperationException("one file, to be read");
    }

    /** Closed with the file, by whoever opened it: the library opens and closes streams as it likes. */
    private static final class Input extends InputStream implements Seekable, PositionedReadable {
        private final RandomAccess file;
        private final byte[] single = new byte[1];
        private long position;

        Input(RandomAccess file) {
            this.file = file;
        }

        @Override
        public int read() throws IOException {
            return read(single, 0, 1) < 0 ? -1 : single[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = read(position, target, offset, length);
            position += Math.max(0, count);
            return count;
        }

        @Override
        public int read(long from, byte[] target, int offset, int length) throws IOException {
            int count = (int) Math.min(length, file.size() - from);
            if (count <= 0) {
                return length == 0 ? 0 : -1;
            }
            file.readFully(from, target, offset, count);
            return count;
        }

        @Override
        public void readFully(long from, byte[] target, int offset, int length) throws IOException {
            if (from + length > file.size()) {
                throw new EOFException("the file ends before " + (from + length));
            }
            file.readFully(from, target, offset, length);
        }

        @Override
        public void readFully(long from, byte[] target) throws IOException {
            readFully(from, target, 0, target.length);
        }

        @Override
        public void seek(long target) {
            position = target;
        }

        @Override
        public long getPos() {
            return position;
        }

        @Override
        public boolean seekToNewSource(long target) {
            return false;
        }
    }
}
