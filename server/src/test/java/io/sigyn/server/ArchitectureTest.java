package io.sigyn.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What poms cannot say: a rule for each "never". */
@AnalyzeClasses(
        packages = "io.sigyn",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestJars.class})
class ArchitectureTest {
    /** What one module's tests lend to another's is no part of either. */
    static final class WithoutTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    @ArchTest // So that the words that all speak are values and nothing else.
    static final ArchRule the_model_knows_nobody_and_does_no_io = noClasses()
            .that()
            .resideInAPackage("io.sigyn.model..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sigyn.logql..", "io.sigyn.storage..", "java.nio.file..", "java.io..", "io.netty..");

    @ArchTest // So that the language can be tested by the thousand, and fuzzed.
    static final ArchRule the_language_does_no_io = noClasses()
            .that()
            .resideInAPackage("io.sigyn.logql..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sigyn.storage..", "java.nio.file..", "java.net.http..", "io.netty..");

    @ArchTest // Storage is bytes and where they rest: what they mean is not its business.
    static final ArchRule storage_knows_no_language = noClasses()
            .that()
            .resideInAPackage("io.sigyn.storage..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sigyn.logql..", "io.sigyn.index..", "io.sigyn.ingester..", "io.sigyn.querier..");

    @ArchTest // Write and read path meet in View, so that either can change alone.
    static final ArchRule the_write_path_does_not_know_the_read_path = noClasses()
            .that()
            .resideInAPackage("io.sigyn.ingester..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sigyn.querier..", "io.sigyn.server..", "io.netty..");

    @ArchTest
    static final ArchRule the_read_path_does_not_know_the_write_path = noClasses()
            .that()
            .resideInAPackage("io.sigyn.querier..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sigyn.ingester..", "io.sigyn.server..", "io.netty..");

    @ArchTest // Rules ask the querier as a user does; how logs come in and how rules are asked for is not theirs.
    static final ArchRule the_ruler_knows_only_the_read_path = noClasses()
            .that()
            .resideInAPackage("io.sigyn.ruler..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sigyn.index..", "io.sigyn.ingester..", "io.sigyn.server..", "io.netty..");

    @ArchTest
    static final ArchRule only_the_server_knows_the_ruler = noClasses()
            .that()
            .resideOutsideOfPackages("io.sigyn.ruler..", "io.sigyn.server..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.sigyn.ruler..");

    @ArchTest // Only the server knows HTTP; and its HTTP layer knows nothing of Loki.
    static final ArchRule the_http_layer_knows_no_loki = noClasses()
            .that()
            .resideInAPackage("io.sigyn.server.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.sigyn.model..",
                    "io.sigyn.logql..",
                    "io.sigyn.storage..",
                    "io.sigyn.index..",
                    "io.sigyn.ingester..",
                    "io.sigyn.querier..",
                    "io.sigyn.ruler..",
                    "io.sigyn.server.api..",
                    "io.sigyn.server.config..");

    @ArchTest // Handlers are given what they need; how the process is configured is for who builds them.
    static final ArchRule the_api_does_not_read_the_configuration = noClasses()
            .that()
            .resideInAPackage("io.sigyn.server.api..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sigyn.server.config..", "io.netty..");

    @ArchTest // A cycle between packages means that neither can be read alone.
    static final ArchRule packages_have_no_cycles =
            slices().matching("io.sigyn.(*)..").should().beFreeOfCycles();
}
