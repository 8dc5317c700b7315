package dev.pawl.connectors.orc;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hadoop.fs.Path;
import org.apache.orc.CompressionKind;
import org.apache.orc.MemoryManager;
import org.apache.orc.impl.MemoryManagerImpl;
import org.apache.spark.sql.types.StructType;

/** How the files of a sink are written, and the memory that those open at the same time share. */
public final class OrcStyle {
    /** Of what Java may take at most. */
    private static final double PART_OF_MEMORY = 0.25;

    private final StructType columns;
    private final CompressionKind codec;
    private final String sparkVersion;
    private final MemoryManager memory =
            new MemoryManagerImpl((long) (Runtime.getRuntime().maxMemory() * PART_OF_MEMORY));
    private final AtomicLong files = new AtomicLong();

    /** @param sparkVersion the one whose format this is */
    public OrcStyle(StructType columns, CompressionKind codec, String sparkVersion) {
        this.columns = columns;
        this.codec = codec;
        this.sparkVersion = sparkVersion;
    }

    /** The codec of an option; empty for a name that is not there. */
    public static Optional<CompressionKind> codec(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "none", "uncompressed" -> Optional.of(CompressionKind.NONE);
            case "snappy" -> Optional.of(CompressionKind.SNAPPY);
            case "zlib" -> Optional.of(CompressionKind.ZLIB);
            case "zstd" -> Optional.of(CompressionKind.ZSTD);
            case "lz4" -> Optional.of(CompressionKind.LZ4);
            case "lzo" -> Optional.of(CompressionKind.LZO);
            default -> Optional.empty();
        };
    }

    /** The end of the names of its files, as Spark has it. */
    public String extension() {
        return codec == CompressionKind.NONE ? ".orc" : "." + codec.name().toLowerCase(Locale.ROOT) + ".orc";
    }

    StructType columns() {
        return columns;
    }

    CompressionKind codec() {
        return codec;
    }

    String sparkVersion() {
        return sparkVersion;
    }

    MemoryManager memory() {
        return memory;
    }

    /** The memory manager tells files apart by it. */
    Path nextFile() {
        return new Path("/" + files.incrementAndGet());
    }
}
