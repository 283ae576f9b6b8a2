package dfs.s3.signature;

/**
 * Which regions a signature may name: the node's own, and us-east-1, which clients name that were told none.
 *
 * @param own the node's region
 */
record RegionRule(String own) {

    boolean accepts(String region) {
        return region.equals(own) || region.equals("us-east-1");
    }
}
