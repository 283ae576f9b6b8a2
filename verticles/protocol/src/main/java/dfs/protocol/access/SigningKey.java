package dfs.protocol.access;

import dfs.core.auth.Principal;
import dfs.core.auth.Secret;

/**
 * An access key that works, opened to verify signatures with.
 *
 * @param id the access key id
 * @param secret the secret key
 * @param principal the user whose key it is
 */
public record SigningKey(String id, Secret secret, Principal.Known principal) {}
