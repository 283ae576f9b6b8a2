package dfs.s3.signature;

/**
 * What a signature is good for.
 *
 * @param date the day, {@code yyyyMMdd}
 * @param region the region
 * @param service the service, {@code s3}
 */
public record CredentialScope(String date, String region, String service) {

    /** The scope as it stands in a string to sign. */
    public String text() {
        return date + "/" + region + "/" + service + "/aws4_request";
    }
}
