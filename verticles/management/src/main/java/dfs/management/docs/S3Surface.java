package dfs.management.docs;

import java.util.function.IntSupplier;

/**
 * The S3 surface, as far as its documentation needs to know it.
 *
 * @param port the port that answers it, asked for once it is open
 * @param isSecure whether that port speaks TLS
 */
public record S3Surface(IntSupplier port, boolean isSecure) {}
