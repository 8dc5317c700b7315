package dev.pawl.connectors.inbox;

import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What others post, straight to the log of the only source of a query. */
public final class Posts {
    private Posts() {}

    /** Posts values, each on its own, until it is acknowledged; which were is remembered among the promises. */
    public static void send(Storage checkpoint, Set<String> acknowledged, String... values) throws IOException {
        InboxLog log = InboxLog.open(checkpoint, "0", InboxLog.Limits.of(1 << 20));
        for (String value : values) {
            if (!acknowledged.contains(value)) {
                List<InboxFile.Entry> records = new ArrayList<>();
                records.add(new InboxFile.Entry(1, value.getBytes(StandardCharsets.UTF_8)));
                if (log.append(records, Optional.of(value)) == InboxLog.Outcome.FULL) {
                    throw new IllegalStateException("the log is full");
                }
                acknowledged.add(value);
            }
        }
        log.close();
    }
}
