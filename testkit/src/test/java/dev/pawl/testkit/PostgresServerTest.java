package dev.pawl.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class PostgresServerTest {
    @Test
    void whatIsCommittedSurvivesAKill() throws IOException {
        try (PostgresServer server = PostgresServer.start()) {
            server.execute("CREATE TABLE t (a INT, b TEXT); INSERT INTO t VALUES (1, 'x'), (2, NULL)");
            String url = server.url();

            server.kill();
            server.startAgain();

            assertThat(server.url()).isEqualTo(url);
            assertThat(server.rows("SELECT a, b FROM t ORDER BY a")).containsExactly("1 x", "2 null");
        }
    }
}
