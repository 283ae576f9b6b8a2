package dfs.node;

import dfs.config.Settings;
import dfs.config.SettingsException;
import dfs.config.SettingsReader;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.LogManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Runs a node in the foreground, until it is told to stop (SIGTERM, SIGINT). The settings come from the environment. Exit
 * codes: 1, the node could not start; 2, the settings are wrong; either is explained on the standard error.
 */
public final class Main {

    private static final int FAILED = 1;
    private static final int WRONG_SETTINGS = 2;

    /** In place of the address of a part that DFS_VERTICLES leaves out. */
    private static final String NOT_HERE = "none";

    private Main() {}

    /** Starts the node; returns once it is ready. Arguments are not looked at. */
    public static void main(String[] arguments) {
        try {
            Settings settings = SettingsReader.read(System.getenv());
            prepareLogs(settings.node().isDebug());
            ClassCache.tellIfUnused();
            serve(settings);
        } catch (SettingsException e) {
            e.problems().forEach(problem -> System.err.println("dfs: " + problem));
            System.exit(WRONG_SETTINGS);
        } catch (StartFailure e) {
            System.err.println("dfs: " + e.getMessage());
            System.exit(FAILED);
        } catch (RuntimeException bug) {
            LoggerFactory.getLogger(Main.class).atError().setCause(bug).log("start failed");
            System.err.println("dfs: The node could not start: " + bug.getMessage());
            System.exit(FAILED);
        }
    }

    private static void serve(Settings settings) {
        Instant started = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
        Node node = new Node(settings, started);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "stop"));
        Node.Urls urls = node.start();
        LoggerFactory.getLogger(Main.class)
                .atInfo()
                .addKeyValue("node", settings.node().id())
                .addKeyValue("s3", urls.s3().orElse(NOT_HERE))
                .addKeyValue("management", urls.management().orElse(NOT_HERE))
                .addKeyValue(
                        "docs",
                        urls.management().map(url -> url + "/api/v1/docs").orElse(NOT_HERE))
                .addKeyValue("data", urls.data())
                .addKeyValue("millis", Duration.between(started, Instant.now()).toMillis())
                .log("node ready");
    }

    private static void stop(Node node) {
        Logger log = LoggerFactory.getLogger(Main.class);
        log.atInfo().log("node stops");
        node.stop();
        log.atInfo().log("node stopped");
    }

    /** Before the first logger is made. What libraries say by java.util.logging goes the same way as the rest. */
    private static void prepareLogs(boolean isDebug) {
        if (isDebug) {
            System.setProperty("dfs.log.level", "DEBUG");
            System.setProperty("dfs.log.ratis", "WARN");
        }
        LogManager.getLogManager().reset();
        SLF4JBridgeHandler.install();
    }
}
