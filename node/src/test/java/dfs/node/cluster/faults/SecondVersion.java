package dfs.node.cluster.faults;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/** The distribution that this build made, once more under another version. */
final class SecondVersion {

    private static final String JAR = "dfs-node.jar";

    /** What is not shared: the cache of classes would bring those of the first. */
    private static final Set<String> APART = Set.of(JAR, "dfs.aot");

    private SecondVersion() {}

    /** Makes it in {@code folder}; its command. */
    static Path make(Path folder, String version) throws IOException {
        Path first = NodeProcess.command().getParent().getParent();
        Path second = Files.createDirectories(folder.resolve("dfs-" + version));
        Path command = Files.createDirectories(second.resolve("bin")).resolve("dfs");
        Files.copy(first.resolve("bin").resolve("dfs"), command);
        Path lib = Files.createDirectories(second.resolve("lib"));
        try (Stream<Path> files = Files.list(first.resolve("lib"))) {
            for (Path file : files.toList()) {
                if (!APART.contains(file.getFileName().toString())) {
                    Files.createSymbolicLink(lib.resolve(file.getFileName()), file);
                }
            }
        }
        copyJar(first.resolve("lib").resolve(JAR), lib.resolve(JAR), version);
        return command;
    }

    private static void copyJar(Path from, Path to, String version) throws IOException {
        try (JarFile jar = new JarFile(from.toFile());
                OutputStream out = Files.newOutputStream(to)) {
            Manifest manifest = jar.getManifest();
            manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
            try (JarOutputStream copy = new JarOutputStream(out, manifest)) {
                for (JarEntry entry : Collections.list(jar.entries())) {
                    if (!entry.getName().equals(JarFile.MANIFEST_NAME)) {
                        copy.putNextEntry(new JarEntry(entry.getName()));
                        try (InputStream bytes = jar.getInputStream(entry)) {
                            long _ = bytes.transferTo(copy);
                        }
                    }
                }
            }
        }
    }
}
