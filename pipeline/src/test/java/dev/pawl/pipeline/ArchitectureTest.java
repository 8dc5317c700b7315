package dev.pawl.pipeline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.pawl.pipeline", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule OF_SPARK_ONLY_THE_GRAMMAR = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.apache.spark.sql.catalyst.plans..",
                    "org.apache.spark.sql.catalyst.analysis..",
                    "org.apache.spark.sql.catalyst.optimizer..",
                    "org.apache.spark.sql.catalyst.planning..")
            .because("statements are read from the parse tree, and queries are planned by the engine");

    @ArchTest
    static final ArchRule ONLY_THE_PARSER_KNOWS_THE_GRAMMAR = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.pawl.pipeline.PipelineParser")
            .and()
            .haveNameNotMatching("dev\\.pawl\\.pipeline\\.StatementReader(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark.sql.catalyst.parser..", "org.antlr..")
            .because("statements are plain values for whoever runs or checks them");

    @ArchTest
    static final ArchRule FILES_ARE_READ_BY_THE_CALLER = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.nio.file.Files")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.io.File")
            .because("a pipeline is a text, wherever it comes from");
}
