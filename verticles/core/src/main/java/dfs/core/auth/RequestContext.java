package dfs.core.auth;

/**
 * The circumstances of a request that a decision may look at.
 *
 * @param sourceAddress the peer's network address, text
 * @param isSecure whether the request came over TLS
 * @param nowMillis milliseconds since 1970 at which it came
 */
public record RequestContext(String sourceAddress, boolean isSecure, long nowMillis) {}
