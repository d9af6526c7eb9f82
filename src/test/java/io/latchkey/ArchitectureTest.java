package io.latchkey;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures;
import jakarta.inject.Singleton;

/** The package map of the design: a package uses only lower ones, the edges never one another. */
@AnalyzeClasses(packages = "io.latchkey", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] ENGINE = {
        "io.latchkey.api..",
        "io.latchkey.config..",
        "io.latchkey.meter..",
        "io.latchkey.protocol..",
        "io.latchkey.store..",
        "io.latchkey.access..",
        "io.latchkey.audit..",
        "io.latchkey.token..",
        "io.latchkey.mutation..",
        "io.latchkey.room..",
        "io.latchkey.invalidation.."
    };

    private static final String[] EDGES = {
        "io.latchkey.socket..", "io.latchkey.rest..", "io.latchkey.login..", "io.latchkey.ops.."
    };

    @ArchTest
    static final ArchRule everyClassIsOnTheMap =
            classes().should().resideInAnyPackage(concat(ENGINE, EDGES, "io.latchkey.app.."));

    @ArchTest
    static final ArchRule aPackageUsesOnlyLowerOnes = Architectures.layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("app")
            .definedBy("io.latchkey.app..")
            .layer("edges")
            .definedBy(EDGES)
            .layer("invalidation")
            .definedBy("io.latchkey.invalidation..")
            .layer("room")
            .definedBy("io.latchkey.room..")
            .layer("token, mutation")
            .definedBy("io.latchkey.token..", "io.latchkey.mutation..")
            .layer("access, audit")
            .definedBy("io.latchkey.access..", "io.latchkey.audit..")
            .layer("protocol, store")
            .definedBy("io.latchkey.protocol..", "io.latchkey.store..")
            .layer("ground")
            .definedBy("io.latchkey.api..", "io.latchkey.config..", "io.latchkey.meter..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("edges")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("invalidation")
            .mayOnlyBeAccessedByLayers("app", "edges")
            .whereLayer("room")
            .mayOnlyBeAccessedByLayers("app", "edges", "invalidation")
            .whereLayer("token, mutation")
            .mayOnlyBeAccessedByLayers("app", "edges", "invalidation", "room")
            .whereLayer("access, audit")
            .mayOnlyBeAccessedByLayers("app", "edges", "invalidation", "room", "token, mutation")
            .whereLayer("protocol, store")
            .mayOnlyBeAccessedByLayers("app", "edges", "invalidation", "room", "token, mutation", "access, audit");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("io.latchkey.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule edgesNeverUseOneAnother =
            slices().matching("io.latchkey.(socket|rest|login|ops)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule theEngineSeesNoServer = noClasses()
            .that()
            .resideInAnyPackage(ENGINE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.websocket..", "jakarta.ws.rs..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule noClassOfAServerIsUsed = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                    "fish.payara..",
                    "org.glassfish..",
                    "org.wildfly..",
                    "io.undertow..",
                    "io.openliberty..",
                    "com.ibm..",
                    "org.jboss..",
                    "org.apache.catalina..",
                    "org.eclipse.microprofile.."));

    /** {@code @Singleton} defines no bean (CDI 4.0 section 2.5.1): Payara finds such a class, WildFly does not. */
    @ArchTest
    static final ArchRule aSingletonIsProducedAndNotDiscovered =
            noClasses().should().beAnnotatedWith(Singleton.class);

    @ArchTest
    static final ArchRule onlyTheStoreSpeaksToTheDatabase = noClasses()
            .that(not(resideInAnyPackage("io.latchkey.store..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "javax.sql..", "com.zaxxer..", "org.h2..");

    private static String[] concat(String[] first, String[] second, String last) {
        String[] all = new String[first.length + second.length + 1];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        all[all.length - 1] = last;
        return all;
    }
}
