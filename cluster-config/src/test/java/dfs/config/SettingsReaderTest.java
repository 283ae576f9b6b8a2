package dfs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dfs.core.auth.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {

    @Test
    void everythingThatIsWrongIsNamedAtOnceWithWhatToDo() {
        List<String> problems = problems(
                "API_PORT", "80000",
                "DFS_STOP_GRACE", "soon",
                "NODE_ID", "a b",
                "NODE_TYPE", "edge",
                "STORAGE_ENV", "aws",
                "QUORUM_SIZE", "0",
                "DFS_DISK_RESERVE", "5 apples",
                "DEBUG", "maybe",
                "AWS_ACCESS_KEY", "ADMIN",
                "DFS_TLS_CERT", "cert.pem");
        assertThat(problems)
                .containsExactly(
                        "DEBUG=maybe: write True or False",
                        "DFS_STOP_GRACE=soon: a time is a whole number with a unit (ms, s, m, h, d), such as 30s or 7d",
                        "NODE_ID=a b: use 1 to 64 letters, digits, dots, underscores and hyphens",
                        "NODE_TYPE=edge: edge nodes are not available in this version; set NODE_TYPE=core or remove it",
                        "API_PORT=80000: a port lies between 0 and 65535",
                        "DFS_TLS_CERT and DFS_TLS_KEY go together: set both or none",
                        "DFS_DISK_RESERVE=5 apples: a size is a number with a unit, such as 64MiB or 5GB",
                        "STORAGE_ENV=aws: this backend is not available in this version; set STORAGE_ENV=local or remove it",
                        "QUORUM_SIZE=0: a write is acknowledged when it is on one replica at least",
                        "AWS_ACCESS_KEY and AWS_SECRET_KEY go together: set both or none");
    }

    @Test
    void aNodeAloneHasNoQuorumOfTwo() {
        assertThat(problems("QUORUM_SIZE", "2"))
                .containsExactly(
                        "QUORUM_SIZE=2: there are no other nodes, so this one is the only replica; set QUORUM_SIZE=1 or"
                                + " remove it, or name other nodes in DFS_CLUSTER_NODES");
        assertThat(problems("STORAGE_ENV", "distributed"))
                .containsExactly("STORAGE_ENV=distributed needs other nodes: name them in DFS_CLUSTER_NODES, or set"
                        + " STORAGE_ENV=local");
    }

    @Test
    void aClusterTellsWhatIsMissingOfIt() {
        assertThat(problems("DFS_METADATA_GROUPS", "9")).containsExactly("DFS_METADATA_GROUPS=9: use 1 to 8");
        assertThat(problems("DFS_CLUSTER_NODES", "node1=a:1,node2"))
                .containsExactly(
                        "DFS_CLUSTER_NODES: 'node2' is no node; write name=host:port, as node1=10.0.0.1:7001",
                        "DFS_CLUSTER_SECRET is missing: nodes of a cluster prove with it that they belong together; set the"
                                + " same one on all of them, made with: openssl rand -base64 32");
        assertThat(problems("DFS_CLUSTER_NODES", "n1=a:1,n1=b:2", "DFS_CLUSTER_SECRET", "short", "DFS_REPLICAS", "0"))
                .containsExactly(
                        "DFS_CLUSTER_NODES names a node twice; each node has a name of its own",
                        "DFS_CLUSTER_SECRET: use at least 16 characters",
                        "DFS_REPLICAS=0: use 1 to 9");
        assertThat(problems(
                        "DFS_CLUSTER_NODES",
                        "n1=a:1",
                        "DFS_CLUSTER_SECRET",
                        "a secret of enough length",
                        "QUORUM_SIZE",
                        "4"))
                .containsExactly(
                        "DFS_CLUSTER_NODES does not name this node, NODE_ID=node1; add it, with the host and port at which"
                                + " other nodes reach it",
                        "QUORUM_SIZE=4: there are 3 replicas (DFS_REPLICAS); set at most as much");
    }

    @Test
    void anEnumNamesItsChoices() {
        assertThat(problems("STORAGE_ENV", "tape"))
                .containsExactly("STORAGE_ENV=tape: choose one of: local, aws, distributed");
    }

    @Test
    void aSecretIsNotShownEvenWhereItIsWrong() {
        String shown = String.join("\n", problems("API_KEY", "short", "DFS_MASTER_KEY", "not-base64!"));
        assertThat(shown).contains("API_KEY", "DFS_MASTER_KEY").doesNotContain("short", "not-base64!");
    }

    @Test
    void secretsAreNotPrintedWithTheSettings() {
        assertThat(SettingsReader.read(Map.of("API_KEY", "a-long-token")).toString())
                .doesNotContain("a-long-token");
    }

    @Test
    void anEmptyValueCountsAsNone() {
        assertThat(SettingsReader.read(Map.of("API_PORT", "", "API_KEY", " ")))
                .isEqualTo(SettingsReader.read(Map.of()));
    }

    @Test
    void aSecretMayBeHeldByAFile(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "a secret in a file\n");
        Path id = Files.writeString(folder.resolve("id"), "ADMIN");
        Settings settings = SettingsReader.read(Map.of(
                "DFS_CLUSTER_SECRET_FILE", secret.toString(),
                "AWS_SECRET_KEY_FILE", secret.toString(),
                "AWS_ACCESS_KEY_FILE", id.toString(),
                "API_KEY_FILE", " "));
        assertThat(settings.cluster().secret()).contains(Secret.of("a secret in a file"));
        assertThat(settings.security().secretKey()).contains(Secret.of("a secret in a file"));
        assertThat(settings.security().accessKey()).contains("ADMIN");
        assertThat(settings.security().apiKey()).isEmpty();
    }

    @Test
    void aFileThatHoldsNoSecretIsNamed(@TempDir Path folder) throws IOException {
        Path empty = Files.createFile(folder.resolve("empty"));
        Path absent = folder.resolve("absent");
        assertThat(problems(
                        "API_KEY", "a-long-token",
                        "API_KEY_FILE", absent.toString(),
                        "DFS_MASTER_KEY_FILE", folder.toString(),
                        "DFS_CLUSTER_SECRET_FILE", empty.toString()))
                .containsExactly(
                        "API_KEY and API_KEY_FILE are both set: set one of them",
                        "DFS_MASTER_KEY_FILE=" + folder + ": there is no such file that this user may read",
                        "DFS_CLUSTER_SECRET_FILE=" + empty + ": the file is empty");
        assertThat(problems("DFS_CLUSTER_SECERT_FILE", absent.toString()))
                .containsExactly("DFS_CLUSTER_SECERT_FILE is not known: is DFS_CLUSTER_SECRET_FILE meant?");
    }

    @Test
    void aRemovedNameStopsTheStart() {
        SettingsReader reader =
                new SettingsReader(Map.of("DFS_OLD", "1"), Map.of("DFS_OLD", "set DFS_IDLE_TIMEOUT instead"));
        SettingsException failure = catchThrowableOfType(SettingsException.class, () -> reader.read(Settings.class));
        assertThat(failure.problems()).containsExactly("DFS_OLD is no longer read: set DFS_IDLE_TIMEOUT instead");
    }

    @Test
    void aMisspeltNameStopsTheStart() {
        assertThat(problems("DFS_GARBAGE_GRCE", "48h"))
                .containsExactly("DFS_GARBAGE_GRCE is not known: is DFS_GARBAGE_GRACE meant?");
    }

    @Test
    void namesThatOthersMakeWithOurPrefixAreLeftAlone() {
        assertThatNoException()
                .isThrownBy(() -> SettingsReader.read(Map.of(
                        "DFS_SERVICE_HOST", "10.0.0.1", "DFS_PORT_8001_TCP", "tcp://10.0.0.1:8001", "DFS_PORT", "x")));
    }

    @Test
    void everyNameIsGivenOnce() {
        Map<String, Long> counts = SettingsList.all().stream()
                .collect(Collectors.groupingBy(entry -> entry.setting().env(), Collectors.counting()));
        assertThat(counts.values()).allMatch(count -> count == 1);
    }

    private static List<String> problems(String... namesAndValues) {
        return catchThrowableOfType(SettingsException.class, () -> SettingsReader.read(Environments.of(namesAndValues)))
                .problems();
    }
}
