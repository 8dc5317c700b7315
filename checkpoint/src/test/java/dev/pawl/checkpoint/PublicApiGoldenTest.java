package dev.pawl.checkpoint;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What other modules may call: a change to it is to be seen in review. */
class PublicApiGoldenTest {
    @Test
    void publicTypesAndSignaturesAreThese() {
        TreeSet<String> lines = new TreeSet<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.pawl.checkpoint")) {
            if (isPublic(type)) {
                lines.add(name(type));
                for (JavaCodeUnit unit : type.getCodeUnits()) {
                    boolean isVisible = unit.getModifiers().contains(JavaModifier.PUBLIC)
                            && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
                            && !unit.getModifiers().contains(JavaModifier.BRIDGE);
                    if (isVisible) {
                        lines.add(name(type) + "." + signature(unit));
                    }
                }
            }
        }
        Golden.verify(Path.of("src", "test", "resources", "golden", "public-api.txt"), String.join("\n", lines) + "\n");
    }

    private static boolean isPublic(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && type.getEnclosingClass().map(PublicApiGoldenTest::isPublic).orElse(true);
    }

    private static String name(JavaClass type) {
        return type.getFullName().replace("dev.pawl.checkpoint.", "");
    }

    private static String signature(JavaCodeUnit unit) {
        String parameters = unit.getRawParameterTypes().stream()
                .map(JavaClass::getSimpleName)
                .collect(Collectors.joining(", "));
        JavaType returned = unit.getRawReturnType();
        return unit.getName() + "(" + parameters + ") : " + ((JavaClass) returned).getSimpleName();
    }
}
