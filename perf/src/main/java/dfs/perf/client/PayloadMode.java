package dfs.perf.client;

/** How the body is covered by the signature of its request. */
public enum PayloadMode {
    /** Not at all: {@code UNSIGNED-PAYLOAD}. */
    UNSIGNED,
    /** By its SHA-256 in the head. */
    SIGNED,
    /** Chunk by chunk, as SDKs do over plain HTTP: {@code STREAMING-AWS4-HMAC-SHA256-PAYLOAD}. */
    STREAMING
}
