package dfs.s3.signature;

import java.util.regex.Pattern;

/**
 * Which regions a signature may name: the node's own, and us-east-1, which clients name that were told none. A node of us-east-1, which
 * makes buckets of any region, takes signatures for any: a client signs for the region that its bucket is said to be in. The region is
 * part of the key that signs, so that nothing is proven for another one.
 *
 * @param own the node's region
 */
record RegionRule(String own) {

    /** The region that clients name that were told none. */
    private static final String UNNAMED = "us-east-1";

    /** How regions are written; the keys derived for those named are remembered, so a name has a limit. */
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9-]{1,64}");

    boolean accepts(String region) {
        return region.equals(own)
                || region.equals(UNNAMED)
                || (own.equals(UNNAMED) && FORM.matcher(region).matches());
    }
}
