package dfs.docs;

import dfs.core.error.ErrorCode;
import java.util.Arrays;
import java.util.Comparator;

/** The errors a client can be told, for people to read. */
final class ErrorsPage {

    private static final String HEAD = """
            # Errors

            What a client can be told, on either port: S3's name of the error, the HTTP status, and the sentence that stands in the reply where
            the place that failed has nothing more exact to say. S3 clients get it as XML, others as JSON.

            | code | status | message |
            |---|---|---|
            """;

    private static final String FOOT = """

            This page is derived from `dfs.core.error.ErrorCode`.
            """;

    private ErrorsPage() {}

    /** The page of the documentation. */
    static String markdown() {
        StringBuilder page = new StringBuilder(HEAD);
        Arrays.stream(ErrorCode.values())
                .sorted(Comparator.comparing(ErrorCode::code).thenComparingInt(ErrorCode::status))
                .forEach(code -> page.append("| `")
                        .append(code.code())
                        .append("` | ")
                        .append(code.status())
                        .append(" | ")
                        .append(code.message())
                        .append(" |\n"));
        return page.append(FOOT).toString();
    }
}
