package dfs.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> Files and methods stay of a size that one reader holds in the head, and nothing is put off by a comment.
 *
 * <p><b>Method.</b> Every Java source of every module is parsed; sizes are counted in lines.
 */
class TidyTest {

    private static final int FILE_LINES_MAX = 400;
    private static final int METHOD_LINES_MAX = 60;
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void filesAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path source : sources()) {
            long lines;
            try (Stream<String> read = Files.lines(source)) {
                lines = read.count();
            }
            if (lines > FILE_LINES_MAX) {
                tooLong.add(ROOT.relativize(source) + " has " + lines + " lines");
            }
        }
        assertThat(tooLong)
                .as("files of more than " + FILE_LINES_MAX + " lines")
                .isEmpty();
    }

    @Test
    void methodsAreShort() throws IOException {
        List<String> tooLong = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new LongMethods(unit, positions, tooLong).scan(unit, null);
            }
        }
        assertThat(tooLong)
                .as("methods of more than " + METHOD_LINES_MAX + " lines")
                .isEmpty();
    }

    @Test
    void nothingIsPutOffByAComment() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path source : sources()) {
            if (source.endsWith("TidyTest.java")) {
                continue;
            }
            List<String> lines = Files.readAllLines(source);
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).matches(".*\\b(TODO|FIXME|XXX)\\b.*")) {
                    found.add(ROOT.relativize(source) + ":" + (i + 1));
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void packagesAreNullMarked() throws IOException {
        List<Path> bare = sources().stream()
                .filter(source -> source.toString().contains("/src/main/"))
                .map(Path::getParent)
                .distinct()
                .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                .toList();
        assertThat(bare).isEmpty();
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !path.toString().contains("/target/"))
                    .filter(path -> ROOT.relativize(path).toString().contains("src/"))
                    .sorted()
                    .toList();
        }
    }

    private static final class LongMethods extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> tooLong;

        LongMethods(CompilationUnitTree unit, SourcePositions positions, List<String> tooLong) {
            this.unit = unit;
            this.positions = positions;
            this.tooLong = tooLong;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            LineMap lines = Objects.requireNonNull(unit.getLineMap());
            if (method.getBody() != null) {
                long first = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long last = lines.getLineNumber(positions.getEndPosition(unit, method.getBody()));
                if (last - first + 1 > METHOD_LINES_MAX) {
                    tooLong.add(ROOT.relativize(Path.of(unit.getSourceFile().toUri())) + ":" + first + " "
                            + method.getName() + " has " + (last - first + 1) + " lines");
                }
            }
            return super.visitMethod(method, null);
        }
    }
}
