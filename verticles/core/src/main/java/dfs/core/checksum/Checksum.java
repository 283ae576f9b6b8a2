package dfs.core.checksum;

/**
 * A checksum of an object or part.
 *
 * @param algorithm how it was computed
 * @param type what it covers
 * @param value base64 of the value; for {@link ChecksumType#COMPOSITE} followed by a dash and the number of parts
 */
public record Checksum(ChecksumAlgorithm algorithm, ChecksumType type, String value) {}
