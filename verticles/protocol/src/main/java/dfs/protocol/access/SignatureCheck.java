package dfs.protocol.access;

import dfs.core.Bytes;
import dfs.core.auth.Principal;
import java.util.List;

/** Proves who signed a request with AWS Signature Version 4. The S3 router knows how; other surfaces are handed it. */
@FunctionalInterface
public interface SignatureCheck {

    /**
     * Proves who signed.
     *
     * @param request the request as sent
     * @return whose key it was
     * @throws dfs.core.error.S3Failure with AWS's code where the signature proves nobody
     */
    Principal.Known prove(SignedRequest request);

    /**
     * A request as sent, whole.
     *
     * @param method GET, PUT, ...
     * @param rawPath the path, still encoded
     * @param rawQuery what stood behind the {@code ?}, still encoded; empty for none
     * @param headers in the order sent
     * @param body all of it
     * @param receivedMillis milliseconds since 1970 at which it came
     */
    record SignedRequest(
            String method, String rawPath, String rawQuery, List<Header> headers, Bytes body, long receivedMillis) {
        /** Copies the headers. */
        public SignedRequest {
            headers = List.copyOf(headers);
        }
    }

    /** One header. */
    record Header(String name, String value) {}
}
