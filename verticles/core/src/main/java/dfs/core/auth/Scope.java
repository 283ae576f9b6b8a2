package dfs.core.auth;

/**
 * A confinement of a user to a part of the data.
 *
 * @param bucket the bucket's name
 * @param prefix what keys must begin with; empty for the whole bucket
 */
public record Scope(String bucket, String prefix) {}
