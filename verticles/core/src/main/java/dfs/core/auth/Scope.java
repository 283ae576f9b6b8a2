package dfs.core.auth;

/**
 * A part of the data that an administrator gave a user. A user with scopes reaches what its scopes name and nothing else:
 * the scopes confine it, and they open to its role's reads and writes what they name, whoever owns the bucket.
 *
 * @param bucket the bucket's name
 * @param prefix what keys must begin with; empty for the whole bucket
 */
public record Scope(String bucket, String prefix) {}
