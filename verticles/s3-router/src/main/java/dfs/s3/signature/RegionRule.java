package dfs.s3.signature;

import dfs.s3.call.RegionName;

/**
 * Which regions a signature may name: the node's own, and us-east-1, which clients name that were told none. A node of us-east-1, which
 * makes buckets of any region, takes signatures for any: a client signs for the region that its bucket is said to be in. The region is
 * part of the key that signs, so that nothing is proven for another one.
 *
 * @param own the node's region
 */
record RegionRule(String own) {

    boolean accepts(String region) {
        return region.equals(own)
                || region.equals(RegionName.UNNAMED)
                || (own.equals(RegionName.UNNAMED) && RegionName.isOne(region));
    }
}
