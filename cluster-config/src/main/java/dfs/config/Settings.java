package dfs.config;

/**
 * All settings of a node.
 *
 * @param node which node this is
 * @param api the S3 port
 * @param management the management port
 * @param storage where bytes are kept
 * @param security who gets in at the first start
 * @param jobs background work
 */
public record Settings(
        NodeSettings node,
        ApiSettings api,
        ManagementSettings management,
        StorageSettings storage,
        SecuritySettings security,
        JobSettings jobs) {}
