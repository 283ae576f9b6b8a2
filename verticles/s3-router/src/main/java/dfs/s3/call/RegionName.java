package dfs.s3.call;

import java.util.regex.Pattern;

/** How regions are named. */
public final class RegionName {

    /** The region that clients name by naming none, or that were told none. */
    public static final String UNNAMED = "us-east-1";

    /** What is remembered, and told in headers, has a form and a limit. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,64}");

    private RegionName() {}

    /** Whether a text may be a region's name. */
    public static boolean isOne(String text) {
        return FORM.matcher(text).matches();
    }
}
