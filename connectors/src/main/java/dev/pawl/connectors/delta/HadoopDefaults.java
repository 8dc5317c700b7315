package dev.pawl.connectors.delta;

import java.net.URL;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Parquet's reader asks Hadoop's configuration for each file, and that reads its defaults from XML each time: tens of milliseconds for
 * values that decide nothing here, where files are read through our own storage.
 */
final class HadoopDefaults extends ClassLoader {
    private static final HadoopDefaults HIDDEN = new HadoopDefaults();

    private HadoopDefaults() {
        super(HadoopDefaults.class.getClassLoader());
    }

    /** Does something for which there are none. */
    static <T> T without(Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(HIDDEN);
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public @Nullable URL getResource(String name) {
        // core, mapred and yarn, of which the last two come with Parquet.
        return name.endsWith("-default.xml") || name.endsWith("-site.xml") ? null : super.getResource(name);
    }
}
