package dev.pawl.connectors;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pawl.connectors", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule CONNECTORS_DO_NOT_SEE_EACH_OTHER = slices().matching("dev.pawl.connectors.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(
                    resideInAnyPackage("dev.pawl.connectors.delta", "dev.pawl.connectors.files"),
                    resideInAnyPackage("dev.pawl.connectors.parquet"))
            .ignoreDependency(
                    resideInAnyPackage("dev.pawl.connectors.files"),
                    resideInAnyPackage("dev.pawl.connectors.avro", "dev.pawl.connectors.orc"))
            .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAnyPackage("dev.pawl.connectors.format"))
            .because(
                    "each can be understood, and left out, alone; Parquet is a format of files that two of them share");

    @ArchTest
    static final ArchRule KNOW_OF_THE_ENGINE_ONLY_WHAT_CONNECTORS_ARE = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pawl.engine",
                    "dev.pawl.engine.plan",
                    "dev.pawl.engine.run",
                    "dev.pawl.engine.step",
                    "dev.pawl.engine.builtin",
                    "dev.pawl.engine.lease",
                    "dev.pawl.pipeline..")
            .because("others write connectors too, with what these have");

    @ArchTest
    static final ArchRule NO_PLANNING = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.spark.sql.catalyst.plans..",
                    "org.apache.spark.sql.catalyst.analysis..",
                    "org.apache.spark.sql.catalyst.optimizer..",
                    "org.apache.spark.sql.catalyst.planning..",
                    "org.apache.spark.sql.catalyst.parser..")
            .because("a connector knows rows, types and the parsers of records");

    @ArchTest
    static final ArchRule CLIENTS_STAY_IN_THEIR_CONNECTOR = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.connectors.kafka")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..")
            .because("a pipeline on files starts without loading Kafka");

    @ArchTest
    static final ArchRule THE_KERNEL_STAYS_IN_ITS_CONNECTOR = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.connectors.delta")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.delta..")
            .because("a pipeline on files starts without loading Delta");
}
