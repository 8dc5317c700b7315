package dev.pawl.connectors.files;

/**
 * A file to read, or of a large one the records that begin between two positions.
 *
 * @param start the first byte
 * @param end the byte after the last; {@link Long#MAX_VALUE} for the end of the file
 * @param partitions the directories that make columns
 */
record FilePart(FileContent content, long start, long end, String partitions) {
    boolean isWhole() {
        return start == 0 && end == Long.MAX_VALUE;
    }
}
