package dfs.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The program's version, as its jar has it. */
final class Version implements IVersionProvider {

    /** The version; that of an unpacked build has no number. */
    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"dfs " + text() + ", Java " + Runtime.version()};
    }
}
