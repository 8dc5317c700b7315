package dev.pawl.spark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.pipeline.remote.RunRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Without the process that holds the leases nothing may be written. */
final class AskerTest {
    private static final int PATIENCE_SECONDS = 60;
    private static final long FOR_EVER_MS = TimeUnit.HOURS.toMillis(1);

    private final PipedWriter other = new PipedWriter();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    private void listen(long silenceMsMax) throws IOException {
        Asker asker = new Asker(new BufferedReader(new PipedReader(other)), silenceMsMax);
        asker.listen(() -> heard.add("stop"), () -> heard.add("end"));
    }

    private void say(String line) throws IOException {
        other.write(line + "\n");
        other.flush();
    }

    private String next() throws InterruptedException {
        return String.valueOf(heard.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aWishToStopIsHandedOnAndTheEndOfTheOtherSideIsTheEnd() throws Exception {
        listen(FOR_EVER_MS);
        say(RunRequest.ALIVE);
        say(RunRequest.STOP);
        assertThat(next()).isEqualTo("stop");

        other.close();

        assertThat(next()).isEqualTo("end");
        assertThat(heard).isEmpty();
    }

    @Test
    void silenceIsTheEndToo() throws Exception {
        listen(20);

        assertThat(next()).isEqualTo("end");
    }

    @Test
    void theSilenceThatIsBornIsShorterThanTheLifeOfALease() {
        assertThat(RunRequest.SILENCE_MS_MAX).isLessThan(15_000);
    }
}
