package dfs.perf.micro;

import dfs.perf.client.Endpoint;
import dfs.perf.client.PayloadMode;
import dfs.perf.client.Request;
import dfs.perf.client.Signer;
import dfs.s3.signature.HeaderSource;
import dfs.s3.signature.RequestHead;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request of the benchmark's own client, as the server's signature code reads it. */
record SentRequest(Signer signer, Signer.Head signed, RequestHead head, Instant time) {

    static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    static final String REGION = "us-east-1";

    private record Headers(Map<String, List<String>> values) implements HeaderSource {
        @Override
        public Collection<String> names() {
            return values.keySet();
        }

        @Override
        public List<String> all(String name) {
            return values.getOrDefault(name, List.of());
        }
    }

    static SentRequest of(Request request, PayloadMode mode) {
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        Signer signer = new Signer(new Endpoint("localhost", 8001, REGION, "AKIAIOSFODNN7EXAMPLE", SECRET));
        Signer.Head signed = signer.sign(request, mode, time);
        Map<String, List<String>> headers = new TreeMap<>();
        for (String line :
                signed.text().lines().skip(1).filter(line -> !line.isEmpty()).toList()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon), List.of(line.substring(colon + 1).strip()));
        }
        RequestHead head = new RequestHead(request.method(), request.path(), request.query(), new Headers(headers));
        return new SentRequest(signer, signed, head, time);
    }
}
