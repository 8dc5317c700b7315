package dev.pawl.checkpoint.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pawl.checkpoint.hostile.FileKind.Guard;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One damaged file of any kind: every answer about the checkpoint is the same as before, or an error that names the file. */
class HostileCheckpointTest {
    private static final long SEED = 20_261_121;

    @ParameterizedTest
    @EnumSource
    void damageIsToldOrDoesNotMatter(FileKind kind) {
        DamagedCopy sound = kind.checkpoint();
        String path = kind.path();
        Map<String, String> before = Survey.of(sound).answers();
        assertThat(before).as("what can be asked about %s", path).hasSizeGreaterThan(1);

        for (Damage damage : Damage.of(sound.bytes(path), SEED)) {
            Survey survey = survey(sound.copy().with(path, damage.bytes()), path, damage);
            Set<String> changed = new TreeSet<>(before.keySet());
            changed.removeIf(what -> Survey.isUnguarded(what)
                    || Objects.equals(before.get(what), survey.answers().get(what)));
            assertThat(changed.isEmpty() || survey.names(path))
                    .as("%s, %s is named when these answers change: %s", path, damage, changed)
                    .isTrue();
            if (kind.guard() != Guard.NONE) {
                assertThat(changed)
                        .filteredOn(Survey::isContent)
                        .as("what changes silently because of %s, %s", path, damage)
                        .allMatch(what -> Survey.isError(survey.answers().getOrDefault(what, "[gone")));
            }
        }
    }

    private static Survey survey(DamagedCopy copy, String path, Object damage) {
        try {
            return Survey.of(copy);
        } catch (AssertionError e) {
            throw new AssertionError(path + ", " + damage + ": " + e.getMessage(), e);
        }
    }
}
