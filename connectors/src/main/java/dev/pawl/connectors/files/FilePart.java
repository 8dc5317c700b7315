package dev.pawl.connectors.files;

/**
 * A file to read, or of a large one the records that begin between two positions.
 *
 * @param start the first byte
 * @param end the byte after the last; {@link Long#MAX_VALUE} for the end of the file
 * @param partitions the directories that make columns
 * @param version what the file must be like
 */
record FilePart(FileContent content, long start, long end, String partitions, FileVersion version) {
    /** A file that makes no columns of directories, whatever it is like. */
    static FilePart whole(FileContent content) {
        return whole(content, "", FileVersion.ANY);
    }

    static FilePart whole(FileContent content, String partitions, FileVersion version) {
        return new FilePart(content, 0, Long.MAX_VALUE, partitions, version);
    }

    FilePart between(long from, long to) {
        return new FilePart(content, from, to, partitions, version);
    }

    boolean isWhole() {
        return start == 0 && end == Long.MAX_VALUE;
    }
}
