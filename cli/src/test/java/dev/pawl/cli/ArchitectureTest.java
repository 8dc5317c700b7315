package dev.pawl.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pawl.cli", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule NOTHING_TOUCHES_FILES = noClasses()
            .that()
            .resideOutsideOfPackages("dev.pawl.cli.run", "dev.pawl.cli.demo")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File")
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.channels")
            .because(
                    "commands reach checkpoints through a Storage; pipeline files and the tour's own files are no checkpoints");

    @ArchTest
    static final ArchRule ONLY_MAIN_KNOWS_THE_PROCESS = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.pawl.cli.Main")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .accessField(System.class, "in")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.FileDescriptor")
            .because("answers go through Report, which knows the format, the encoding and the reader that has gone");

    @ArchTest
    static final ArchRule ONLY_A_SECOND_SIGNAL_ENDS_AT_ONCE = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.pawl.cli.run.SecondSignal")
            .should()
            .callMethod(Runtime.class, "halt", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .because("nothing is finished or cleaned up after it");

    @ArchTest
    static final ArchRule TIME_COMES_FROM_OUTSIDE = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(Math.class, "random")
            .because("a command gets its clock from the invocation, so that tests can set it");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("dev.pawl.cli.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_FRAME_KNOWS_NO_COMMAND = noClasses()
            .that()
            .resideInAnyPackage("dev.pawl.cli.command", "dev.pawl.cli.output")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pawl.cli", "dev.pawl.cli.checkpoint..", "dev.pawl.cli.state..")
            .because("commands plug into the frame, in CommandTree");

    @ArchTest
    static final ArchRule NO_REFLECTION_AND_NO_SPARK = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.cli.demo")
            .and()
            // Of signals one only hears through a class that the compiler warns of by name.
            .doNotHaveFullyQualifiedName("dev.pawl.cli.run.SecondSignal")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.lang.reflect..", "org.apache.spark..", "scala..", "org.rocksdb..", "org.apache.hadoop..")
            .because("they cost start-up time, or belong to a library part");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_TYPE_IS = noClasses()
            .should()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Manager");
}
