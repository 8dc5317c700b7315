package dev.pawl.checkpoint;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The lines between the packages of this module, each with its reason. */
@AnalyzeClasses(packages = "dev.pawl.checkpoint", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_STORAGE_TOUCHES_FILES = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.checkpoint.storage..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat(
                    nameMatching("java\\.io\\.(File|RandomAccessFile|File(Input|Output)Stream|File(Reader|Writer))"))
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.nio.channels")
            .because("the crash matrix only sees what goes through Storage");

    @ArchTest
    static final ArchRule ONLY_STORAGE_KNOWS_HADOOP = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.checkpoint.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.hadoop..")
            .because("Hadoop is loaded only for paths that need it");

    @ArchTest
    static final ArchRule ROCKSDB_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.checkpoint.rocksdb")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.rocksdb..")
            .because("native memory has one owner");

    @ArchTest
    static final ArchRule JSON_IS_PARSED_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.checkpoint.json..")
            .should()
            .dependOnClassesThat(resideInAPackage("com.fasterxml.jackson.core..")
                    .or(nameMatching("com\\.fasterxml\\.jackson\\.databind\\.Object(Mapper|Reader|Writer)")))
            .because("limits on depth, numbers and repeated names are set once");

    @ArchTest
    static final ArchRule NO_SPARK_AND_NO_SCALA = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..")
            .because("a checkpoint is read in a fraction of the time Spark takes to start");

    @ArchTest
    static final ArchRule TIME_NAMES_AND_CHANCE_ARE_PASSED_IN = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Thread.class, "sleep", long.class)
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(ThreadLocal.class, ThreadLocalRandom.class, Random.class)
            .because("one seed replays a run");

    @ArchTest
    static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = noClasses()
            .should()
            .haveNameMatching(".*(Impl|Utils?|Helpers?|Managers?)(\\$.*)?")
            .orShould()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..", "..manager..")
            .because("a class that has one job is named after it");

    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("dev.pawl.checkpoint.(**)")
            .should()
            .beFreeOfCycles()
            .because("a package is understood with those below it, without those above");
}
