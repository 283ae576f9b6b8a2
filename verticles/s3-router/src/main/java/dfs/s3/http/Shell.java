package dfs.s3.http;

import dfs.s3.access.Authenticator;
import dfs.s3.call.Services;
import dfs.s3.contract.S3Contract;

/**
 * What all exchanges share.
 *
 * @param contract finds a request's operation
 * @param heads reads heads
 * @param authenticator proves who asks
 * @param seedPaths knows the paths beside S3's
 * @param services what operations work with
 */
record Shell(
        S3Contract contract, HeadReader heads, Authenticator authenticator, SeedPaths seedPaths, Services services) {}
