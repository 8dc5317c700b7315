package dev.pawl.checkpoint;

/**
 * How much one part of a checkpoint takes.
 *
 * @param part the first part of the path: {@code offsets}, {@code commits}, {@code state}, …; {@code metadata} for the file;
 *     or the name of a store
 */
public record PartSize(String part, long files, long bytes) {
    PartSize plus(PartSize other) {
        return new PartSize(part, files + other.files, bytes + other.bytes);
    }
}
