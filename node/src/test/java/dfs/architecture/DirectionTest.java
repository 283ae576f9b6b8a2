package dfs.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import dfs.protocol.Ask;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * <b>Goal.</b> Imports point one way, and what is kept apart stays apart.
 *
 * <p><b>Method.</b> The compiled classes of all modules, without tests, are held against the table of rooms in
 * docs/ARCHITECTURE.md.
 */
class DirectionTest {

    private static final List<String> VERTICLES =
            List.of("s3", "metadata", "storage", "peer", "replication", "policy", "metrics", "management");

    private static JavaClasses all;

    @BeforeAll
    static void readClasses() {
        all = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dfs");
    }

    @Test
    void coreKnowsNothingButTheJdk() {
        check(classes()
                .that()
                .resideInAPackage("dfs.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("dfs.core..", "java..", "javax.crypto..", "org.jspecify.."));
    }

    @Test
    void coreReadsNoClockNoDiceAndNoFiles() {
        check(noClasses()
                .that()
                .resideInAPackage("dfs.core..")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "reads a clock, dice, files or the network",
                        call -> isTheWorld(
                                call.getTargetOwner().getName(),
                                call.getTarget().getName()))));
    }

    private static boolean isTheWorld(String owner, String method) {
        return owner.startsWith("java.nio.file.")
                || owner.startsWith("java.net.")
                || owner.equals("java.security.SecureRandom")
                || owner.equals("java.util.concurrent.ThreadLocalRandom")
                || (owner.equals("java.lang.System")
                        && (method.equals("currentTimeMillis") || method.equals("nanoTime")))
                || (owner.startsWith("java.time.") && method.equals("now"))
                || (owner.equals("java.lang.Math") && method.equals("random"))
                || (owner.equals("java.util.UUID") && method.equals("randomUUID"));
    }

    @Test
    void protocolKnowsCoreAlone() {
        check(noClasses()
                .that()
                .resideInAPackage("dfs.protocol..")
                .should()
                .dependOnClassesThat(isOurs(others("protocol", "core"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3", "metadata", "storage", "peer", "replication", "policy", "metrics", "management"})
    void aVerticleModuleKnowsNoOther(String verticle) {
        check(noClasses()
                .that()
                .resideInAPackage("dfs." + verticle + "..")
                .should()
                .dependOnClassesThat(isOurs(others(verticle, "protocol", "core"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"core", "s3", "metadata", "storage", "peer", "replication", "management"})
    void thePackagesOfAModuleStandInNoCircle(String module) {
        check(slices().matching("dfs." + module + ".(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyTheBusTouchesTheEventBus() {
        check(noClasses()
                .that()
                // The second sets up the event bus between nodes, and sends nothing on it.
                .resideOutsideOfPackages("dfs.protocol", "dfs.config.bus")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.vertx.core.eventbus.."));
    }

    @Test
    void onlyTheBusBetweenNodesSeesHazelcast() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dfs.config.bus")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster.."));
    }

    @Test
    void questionsStandInTheProtocol() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dfs.protocol..")
                .should()
                .implement(Ask.class));
    }

    @Test
    void onlyStorageTouchesRocksDbBesideMetadataAndOnlyMetadataTouchesRaft() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages("dfs.storage..", "dfs.metadata..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb.."));
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dfs.metadata..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.ratis.."));
    }

    @Test
    void namesSayWhatAThingIs() {
        check(noClasses()
                .should()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .orShould()
                .haveSimpleNameEndingWith("Impl"));
    }

    private static List<String> others(String... known) {
        return java.util.stream.Stream.concat(
                        VERTICLES.stream(), java.util.stream.Stream.of("config", "node", "cli", "protocol"))
                .filter(name -> !List.of(known).contains(name))
                .map(name -> "dfs." + name)
                .toList();
    }

    private static DescribedPredicate<JavaClass> isOurs(List<String> packages) {
        return DescribedPredicate.describe(
                "reside in " + packages,
                target -> packages.stream()
                        .anyMatch(name -> target.getPackageName().equals(name)
                                || target.getPackageName().startsWith(name + ".")));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(all);
    }
}
