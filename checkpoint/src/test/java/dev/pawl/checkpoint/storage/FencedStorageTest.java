package dev.pawl.checkpoint.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FencedStorageTest {
    @TempDir
    Path directory;

    private final AtomicInteger ids = new AtomicInteger();

    private FencedStorage staged() {
        return Storages.openFenced(directory.toString(), Durability.SYNCED, () -> "id" + ids.incrementAndGet());
    }

    private FencedStorage marked() {
        return new MarkedStorage(
                Storages.openForWriting(directory.toString(), Durability.SYNCED, () -> "id" + ids.incrementAndGet()));
    }

    @Test
    void onlyTheLastOwnerPublishes() throws Exception {
        onlyTheLastOwnerPublishes(staged(), staged());
    }

    @Test
    void onlyTheLastOwnerPublishesByMarkers() throws Exception {
        onlyTheLastOwnerPublishes(marked(), marked());
    }

    private static void onlyTheLastOwnerPublishes(FencedStorage first, FencedStorage second) throws IOException {
        assertThat(first.highestClaim()).isEmpty();
        assertThat(first.claim(OptionalLong.empty())).isTrue();
        assertThat(second.claim(OptionalLong.empty())).isFalse();
        first.createNew("offsets/0", Content.of("zero"));
        assertThat(second.highestClaim()).hasValue(1);
        assertThat(second.claim(OptionalLong.of(1))).isTrue();

        assertThat(first.isOwner()).isFalse();
        assertThatThrownBy(() -> first.createNew("offsets/1", Content.of("late")))
                .isInstanceOf(FencedOffException.class);
        assertThatThrownBy(() -> first.replace("offsets/0", Content.of("late"))).isInstanceOf(FencedOffException.class);
        assertThatThrownBy(() -> first.delete("offsets/0")).isInstanceOf(FencedOffException.class);
        assertThat(second.isOwner()).isTrue();
        second.createNew("offsets/1", Content.of("one"));
        try (var in = first.read("offsets/1")) {
            assertThat(in.readAllBytes()).asString().isEqualTo("one");
        }
        assertThat(second.list("offsets")).extracting(StorageEntry::name).containsExactly("0", "1");
    }

    @Test
    void aWriterPausedInTheMiddlePublishesNothing() throws Exception {
        FencedStorage first = staged();
        first.claim(OptionalLong.empty());
        FencedStorage second = staged();

        assertThatThrownBy(() -> first.createNew("offsets/0", out -> {
                    out.write('x');
                    second.claim(OptionalLong.of(1));
                }))
                .isInstanceOf(FencedOffException.class);
        assertThat(second.list("offsets")).isEmpty();
        assertThat(second.list("pawl/staging-2")).isEmpty();
    }

    @Test
    void ofSeveralNewOwnersOneSucceeds() throws Exception {
        staged().claim(OptionalLong.empty());
        FencedStorage second = staged();
        FencedStorage third = staged();

        assertThat(second.claim(OptionalLong.of(1))).isTrue();
        assertThat(third.claim(OptionalLong.of(1))).isFalse();
        assertThat(second.isOwner()).isTrue();
        assertThat(third.isOwner()).isFalse();
    }
}
