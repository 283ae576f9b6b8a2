package dfs.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The cache of classes that the start script gives to Java. Where it does not fit, Java starts without it and says nothing: among all else it compares
 * the times of the jars with those that they had when it was made.
 */
final class ClassCache {

    /** Where the start script says which cache it gave. */
    static final String GIVEN = "dfs.class.cache";

    /** Where Java says whether it uses one: {@code mixed mode, sharing}. */
    static final String MODE = "java.vm.info";

    private static final Logger log = LoggerFactory.getLogger(ClassCache.class);
    private static final String USED = "sharing";

    private ClassCache() {}

    /** Tells where this process runs without the cache that it was given. */
    static void tellIfUnused() {
        Optional<Path> given = Optional.ofNullable(System.getProperty(GIVEN)).map(Path::of);
        given.flatMap(cache -> whyUnused(cache, System.getProperty(MODE, "")))
                .ifPresent(why -> log.atWarn()
                        .addKeyValue("cache", given.get())
                        .addKeyValue("why", why)
                        .addKeyValue(
                                "remedy",
                                "unpack the archive anew, or copy with the times of the files (cp -a); `dfs rehearse` makes the"
                                        + " cache anew, for the Java and the files that are there")
                        .log("class cache not used; the start takes about twice as long"));
    }

    /**
     * Why the cache is not used, as far as it can be known; empty where it is.
     *
     * @param mode what Java says of itself
     */
    static Optional<String> whyUnused(Path cache, String mode) {
        if (mode.contains(USED)) {
            return Optional.empty();
        }
        if (!Files.isReadable(cache)) {
            return Optional.of("it is not there, or cannot be read");
        }
        return Optional.of(newerJar(cache)
                .map(jar -> jar + " is newer: it was replaced, or copied without its time")
                .orElse("another Java or other options than it was made with, or copied without the times of the files;"
                        + " DFS_JVM_OPTS=-Xlog:aot=warning:stderr lets Java say which"));
    }

    private static Optional<String> newerJar(Path cache) {
        try (Stream<Path> beside = Files.list(cache.toAbsolutePath().getParent())) {
            FileTime made = Files.getLastModifiedTime(cache);
            List<Path> jars = beside.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
            for (Path jar : jars) {
                if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
                    return Optional.of(jar.getFileName().toString());
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // then it is not known
        }
    }
}
