package dfs.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * <b>Goal.</b> What is derived from code says what the code says.
 *
 * <p><b>Method.</b> Each page is made anew and compared with the one in the tree. {@code mvn -pl node -am verify
 * -Dtest=DerivedPagesTest -Dsurefire.failIfNoSpecifiedTests=false -Drewrite} writes them.
 */
class DerivedPagesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @Test
    void theSettingsPageIsThatOfTheSettings() throws IOException {
        hold("docs/CONFIG.md", SettingsPage.markdown());
    }

    @Test
    void theExampleOfAnEnvironmentIsThatOfTheSettings() throws IOException {
        hold(".env.example", SettingsPage.environment());
    }

    @Test
    void theErrorsPageIsThatOfTheErrorCodes() throws IOException {
        hold("docs/ERRORS.md", ErrorsPage.markdown());
    }

    private static void hold(String name, String derived) throws IOException {
        Path file = ROOT.resolve(name);
        if (System.getProperty("rewrite") != null) {
            Files.writeString(file, derived);
        }
        assertThat(file)
                .as(name + " is derived; run this test with -Drewrite to write it anew")
                .exists()
                .content()
                .isEqualTo(derived);
    }
}
