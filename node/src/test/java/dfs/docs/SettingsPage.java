package dfs.docs;

import dfs.config.ApiSettings;
import dfs.config.ApiTls;
import dfs.config.BusSettings;
import dfs.config.ClusterSettings;
import dfs.config.JobSettings;
import dfs.config.ManagementSettings;
import dfs.config.ManagementTls;
import dfs.config.NodeSettings;
import dfs.config.SecuritySettings;
import dfs.config.SettingsList;
import dfs.config.StorageSettings;
import dfs.config.VerticleSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The settings, for people to read and to copy. */
final class SettingsPage {

    private static final Map<Class<?>, String> PARTS = Map.ofEntries(
            Map.entry(NodeSettings.class, "Node"),
            Map.entry(ApiSettings.class, "S3 port"),
            Map.entry(ApiTls.class, "S3 port"),
            Map.entry(ManagementSettings.class, "Management port"),
            Map.entry(ManagementTls.class, "Management port"),
            Map.entry(StorageSettings.class, "Storage"),
            Map.entry(SecuritySettings.class, "Security"),
            Map.entry(JobSettings.class, "Background work"),
            Map.entry(ClusterSettings.class, "Cluster"),
            Map.entry(BusSettings.class, "Bus between nodes"),
            Map.entry(VerticleSettings.class, "Node"));

    private static final String HEAD = """
            # Settings

            A node is set up by environment variables alone. `dfs serve` also reads `conf/dfs.env` of the distribution, and
            `./scripts/start_dev.sh` reads `.env` of the checkout; what the environment has, wins. An empty value counts as none. All that
            is wrong is named at once, and nothing is started then.

            Where a file holds a secret, `NAME_FILE` names it in place of `NAME`, as for secrets of Docker and Kubernetes; the page says which
            settings have that form.

            Sizes are written `64MiB` or `5GB`, times `250ms`, `30s`, `5m`, `12h`, `7d`, lists with commas.

            This page is derived from the records of `cluster-config`.
            """;

    private SettingsPage() {}

    /** The page of the documentation. */
    static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        byPart().forEach((part, entries) -> {
            page.append("\n## ").append(part).append("\n\n| variable | default | meaning |\n|---|---|---|\n");
            for (SettingsList.Entry entry : entries) {
                page.append("| `").append(entry.setting().env()).append("` | ");
                page.append(byDefault(entry)).append(" | ");
                page.append(entry.setting().about()).append(entry.setting().isSecret() ? " Secret." : "");
                entry.fileVariable()
                        .ifPresent(name ->
                                page.append(" In a file: `").append(name).append("`."));
                page.append(" |\n");
            }
        });
        return page.toString();
    }

    /** A file of variables with every setting in it, each commented out at its default. */
    static String environment() {
        StringBuilder file = new StringBuilder("""
                # Settings of a node, all of them, each at its default. Remove the # of a line to change it.
                # NAME=VALUE, taken as it is: no quotes, no spaces around the equals sign. docs/CONFIG.md says more.
                """);
        byPart().forEach((part, entries) -> {
            file.append("\n# --- ").append(part).append('\n');
            for (SettingsList.Entry entry : entries) {
                file.append("\n# ")
                        .append(entry.setting().about().replace("`", "").replace(". ", ".\n# "))
                        .append("\n#")
                        .append(entry.setting().env())
                        .append('=')
                        .append(entry.setting().byDefault())
                        .append('\n');
            }
        });
        return file.toString();
    }

    private static String byDefault(SettingsList.Entry entry) {
        String text = entry.setting().byDefault();
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static Map<String, List<SettingsList.Entry>> byPart() {
        return SettingsList.all().stream()
                .collect(Collectors.groupingBy(
                        entry -> Optional.ofNullable(PARTS.get(entry.part())).orElseThrow(),
                        LinkedHashMap::new,
                        Collectors.toList()));
    }
}
