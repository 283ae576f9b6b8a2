package dfs.perf.micro;

import dfs.core.auth.Secret;
import dfs.perf.client.PayloadMode;
import dfs.perf.client.Request;
import dfs.s3.signature.Claim;
import dfs.s3.signature.Payload;
import dfs.s3.signature.SignatureVerifier;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Signature Version 4 of a head: read and verified, as for every request. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {

    private final SignatureVerifier verifier = new SignatureVerifier(SentRequest.REGION);
    private final Secret secret = Secret.of(SentRequest.SECRET);
    private final SentRequest sent = SentRequest.of(Request.get("/bucket/folder/key-0001.dat"), PayloadMode.UNSIGNED);

    @Benchmark
    public Payload verifyHead() {
        return verifier.verify((Claim.Signed) verifier.read(sent.head(), sent.time()), secret);
    }

    @Benchmark
    public Claim readHead() {
        return verifier.read(sent.head(), sent.time());
    }
}
