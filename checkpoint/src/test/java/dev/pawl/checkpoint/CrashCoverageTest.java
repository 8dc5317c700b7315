package dev.pawl.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.pawl.checkpoint.storage.Storage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever changes a checkpoint is crashed at every step by some test whose name ends in {@code CrashTest}. */
class CrashCoverageTest {
    private static final Set<String> WRITING_CALLS = Set.of("createNew", "replace", "delete");
    private static final String STORAGE_PACKAGE = Storage.class.getPackageName();

    /** Fills a scratch directory and hands it to {@code publish}, which is crashed. */
    private static final String WRITES_BY_PUBLISHING = "dev.pawl.checkpoint.rocksdb.RocksDbSnapshotWriter.write(";

    private final JavaClasses classes = new ClassFileImporter().importPackages("dev.pawl.checkpoint");

    @Test
    void everyPublicMethodThatWritesIsCrashed() {
        Set<String> writers = new TreeSet<>();
        for (JavaCodeUnit unit : codeUnits()) {
            boolean isPublic = unit.getModifiers().contains(JavaModifier.PUBLIC)
                    && unit.getOwner().getModifiers().contains(JavaModifier.PUBLIC);
            boolean isTest = unit.getOwner()
                    .getSource()
                    .orElseThrow()
                    .getUri()
                    .toString()
                    .contains("test-classes");
            boolean isWaived = unit.getFullName().startsWith(WRITES_BY_PUBLISHING);
            if (isPublic
                    && !isTest
                    && !isWaived
                    && !isOfStorage(unit)
                    && reachedFrom(unit).stream().anyMatch(this::writes)) {
                writers.add(unit.getFullName());
            }
        }
        Set<String> crashed = codeUnits().stream()
                .filter(unit -> unit.getOwner().getSimpleName().endsWith("CrashTest"))
                .flatMap(unit -> reachedFrom(unit).stream())
                .map(JavaCodeUnit::getFullName)
                .collect(Collectors.toSet());

        assertThat(writers).hasSizeGreaterThan(15);
        writers.removeAll(crashed);
        assertThat(writers).isEmpty();
    }

    private Set<JavaCodeUnit> codeUnits() {
        return classes.stream().flatMap(owner -> owner.getCodeUnits().stream()).collect(Collectors.toSet());
    }

    private static boolean isOfStorage(JavaCodeUnit unit) {
        return unit.getOwner().getPackageName().equals(STORAGE_PACKAGE);
    }

    private boolean writes(JavaCodeUnit unit) {
        return unit.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Storage.class)
                        && WRITING_CALLS.contains(call.getTarget().getName()));
    }

    /** What a method calls, directly or not, itself included; calls inside the storage are not followed. */
    private static Set<JavaCodeUnit> reachedFrom(JavaCodeUnit start) {
        Set<JavaCodeUnit> reached = new HashSet<>(Set.of(start));
        Deque<JavaCodeUnit> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            JavaCodeUnit unit = open.remove();
            if (isOfStorage(unit)) {
                continue;
            }
            unit.getCodeUnitReferencesFromSelf()
                    .forEach(reference -> reference.getTarget().resolveMember().ifPresent(target -> {
                        if (reached.add(target)) {
                            open.add(target);
                        }
                    }));
            unit.getCallsFromSelf()
                    .forEach(call -> call.getTarget().resolveMember().ifPresent(target -> {
                        if (reached.add(target)) {
                            open.add(target);
                        }
                    }));
        }
        return reached;
    }
}
