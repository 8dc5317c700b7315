package dev.pawl.engine;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pawl.engine", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule CATALYST_PLANS_IN_ONE_PACKAGE = noClasses()
            .that()
            .resideOutsideOfPackage("dev.pawl.engine.plan")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.spark.sql.catalyst.plans..",
                    "org.apache.spark.sql.catalyst.analysis..",
                    "org.apache.spark.sql.catalyst.optimizer..",
                    "org.apache.spark.sql.catalyst.planning..",
                    "org.apache.spark.sql.catalyst.parser..")
            .because("they change with every Spark; what runs a query knows rows, types and expressions");

    @ArchTest
    static final ArchRule WHAT_CONNECTORS_SEE_KNOWS_NO_QUERY = noClasses()
            .that()
            .resideInAnyPackage("dev.pawl.engine.source", "dev.pawl.engine.sink", "dev.pawl.engine.option")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "dev.pawl.engine",
                    "dev.pawl.engine.plan",
                    "dev.pawl.engine.run",
                    "dev.pawl.engine.step",
                    "dev.pawl.engine.builtin",
                    "dev.pawl.engine.deadletter",
                    "dev.pawl.engine.lease")
            .because("a source or a sink is written without knowing how queries run");

    @ArchTest
    static final ArchRule STEPS_KNOW_NOT_WHO_RUNS_THEM = noClasses()
            .that()
            .resideInAnyPackage("dev.pawl.engine.step", "dev.pawl.engine.plan")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.pawl.engine", "dev.pawl.engine.run", "dev.pawl.engine.lease")
            .because("the same steps are to serve other loops than that of micro-batches");
}
