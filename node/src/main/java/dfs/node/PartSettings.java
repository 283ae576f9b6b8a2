package dfs.node;

import dfs.config.ApiSettings;
import dfs.config.JobSettings;
import dfs.config.ManagementSettings;
import dfs.config.Settings;
import dfs.config.Tls;
import dfs.management.ManagementListener;
import dfs.protocol.web.CertificateFiles;
import dfs.replication.jobs.JobPlan;
import dfs.s3.S3Settings;
import dfs.s3.call.Limits;
import java.util.Optional;

/** The settings of a node as each of its parts wants them. */
final class PartSettings {

    private PartSettings() {}

    /** Those of the S3 port. */
    static S3Settings s3(Settings settings) {
        ApiSettings api = settings.api();
        return new S3Settings(
                api.host(),
                api.port().number(),
                api.domains(),
                api.region(),
                settings.node().id(),
                certificate(api.tls()),
                api.takesOldFormSignature(),
                Limits.DEFAULT,
                new S3Settings.ConnectionLimits(
                        S3Settings.ConnectionLimits.DEFAULT.requestLineBytesMax(),
                        api.headerBytesMax().intBytes(),
                        FileAllowance.ofProcess().connections(api.connectionsMax(), api.requestsMax()),
                        api.requestsMax(),
                        api.idleTimeout(),
                        api.headTimeout(),
                        api.bodyTimeout(),
                        api.rateMin().intBytes()),
                // The rest is for closing what did not end.
                settings.node().stopGrace().multipliedBy(9).dividedBy(10));
    }

    /** Those of background work. */
    static JobPlan jobs(Settings settings) {
        JobSettings jobs = settings.jobs();
        return new JobPlan(
                jobs.garbageGrace(),
                jobs.readGrace(),
                jobs.garbageInterval(),
                JobPlan.SWEEP_INTERVAL,
                jobs.scrubInterval(),
                jobs.scrubBytesPerSecond().bytes(),
                jobs.compactionInterval());
    }

    /** Those of the management port. */
    static ManagementListener management(Settings settings) {
        ManagementSettings management = settings.management();
        return new ManagementListener(
                management.host(),
                management.port().number(),
                certificate(management.tls()),
                settings.node().stopGrace());
    }

    private static Optional<CertificateFiles> certificate(Tls tls) {
        return tls.certificate().flatMap(file -> tls.key().map(key -> new CertificateFiles(file, key)));
    }
}
