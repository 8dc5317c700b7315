package dev.pawl.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pawl.spark", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule NOTHING_OF_THE_EMBEDDED_ENGINE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pawl.engine..", "dev.pawl.connectors..", "dev.pawl.cli..")
            .because("on Spark a pipeline is Spark's alone; a cluster gets three jars of Pawl's");

    @ArchTest
    static final ArchRule OF_CHECKPOINT_ONLY_ERRORS = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pawl.checkpoint",
                    "dev.pawl.checkpoint.log..",
                    "dev.pawl.checkpoint.storage..",
                    "dev.pawl.checkpoint.state..",
                    "dev.pawl.checkpoint.rocksdb..")
            .because("Spark reads and writes the checkpoint");
}
