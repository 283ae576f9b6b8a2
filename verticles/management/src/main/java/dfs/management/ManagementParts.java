package dfs.management;

import dfs.management.docs.S3Surface;
import dfs.protocol.access.Identities;
import dfs.protocol.access.KeyMint;
import dfs.protocol.access.SecretSeal;
import dfs.protocol.access.SignatureCheck;
import dfs.protocol.health.NodeFacts;
import dfs.protocol.web.WebOrigins;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/**
 * What the management API is put together from.
 *
 * @param identities who stands behind a credential
 * @param signatures verifies AWS signatures
 * @param seal seals the secrets of new keys
 * @param mint makes them
 * @param origins web pages that may call
 * @param isMetricsPublic whether anybody may read the metrics page
 * @param node which node this is
 * @param s3 the S3 surface, to be documented
 * @param registry where requests are counted
 * @param clock the time
 */
public record ManagementParts(
        Identities identities,
        SignatureCheck signatures,
        SecretSeal seal,
        KeyMint mint,
        WebOrigins origins,
        boolean isMetricsPublic,
        NodeFacts node,
        S3Surface s3,
        MeterRegistry registry,
        InstantSource clock) {}
