package dev.pawl.interop.handover;

import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.execution.streaming.checkpointing.CheckpointFileManager.CancellableFSDataOutputStream;
import org.apache.spark.sql.execution.streaming.checkpointing.FileContextBasedCheckpointFileManager;

/** How Spark writes its logs, until the moment that the session's configuration names. */
public final class MortalFiles extends FileContextBasedCheckpointFileManager {
    static final String CLASS_CONF = "spark.sql.streaming.checkpointFileManagerClass";
    static final String KILL_CONF = "spark.pawl.handover.kill";

    private final Optional<Kill> kill;

    public MortalFiles(Path path, Configuration conf) {
        super(path, conf);
        kill = Optional.ofNullable(conf.get(KILL_CONF))
                .filter(text -> !text.isEmpty())
                .map(Kill::parse);
    }

    @Override
    public CancellableFSDataOutputStream createAtomic(Path path, boolean overwrite) {
        String name = path.getParent().getName() + "/" + path.getName();
        Optional<Kill> hit = kill.filter(moment -> moment.file().equals(name));
        if (hit.isEmpty()) {
            return super.createAtomic(path, overwrite);
        }
        if (!hit.get().isAfter()) {
            throw new Kill.Death(hit.get());
        }
        return new LastWords(super.createAtomic(path, overwrite), hit.get());
    }

    /** Publishes its file, and that is the last thing that happens. */
    private static final class LastWords extends CancellableFSDataOutputStream {
        private final CancellableFSDataOutputStream file;
        private final Kill kill;

        LastWords(CancellableFSDataOutputStream file, Kill kill) {
            super(file);
            this.file = file;
            this.kill = kill;
        }

        @Override
        public void close() throws IOException {
            file.close();
            throw new Kill.Death(kill);
        }

        @Override
        public void cancel() {
            file.cancel();
        }
    }
}
