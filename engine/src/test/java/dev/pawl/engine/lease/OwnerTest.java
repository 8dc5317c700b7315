package dev.pawl.engine.lease;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OwnerTest {
    private static final Owner SELF = Owner.thisProcess();
    private static final long NO_PROCESS = Integer.MAX_VALUE;

    @Test
    void aProcessThatIsGoneIsDead() {
        assertThat(new Owner(SELF.host(), SELF.boot(), NO_PROCESS, 0).isDead(SELF))
                .isTrue();
    }

    @Test
    void aProcessWhoseNumberWasGivenToAnotherIsDead() {
        assertThat(new Owner(SELF.host(), SELF.boot(), SELF.pid(), 1).isDead(SELF))
                .isTrue();
    }

    @Test
    void aProcessThatRunsIsAlive() {
        assertThat(SELF.isDead(SELF)).isFalse();
        assertThat(new Owner(SELF.host(), SELF.boot(), SELF.pid(), 0).isDead(SELF))
                .isFalse();
    }

    @Test
    void nobodyKnowsAboutOtherHosts() {
        assertThat(new Owner("other", SELF.boot(), NO_PROCESS, 0).isDead(SELF)).isFalse();
        assertThat(new Owner(SELF.host(), "another start or container", NO_PROCESS, 0).isDead(SELF))
                .isFalse();
    }
}
