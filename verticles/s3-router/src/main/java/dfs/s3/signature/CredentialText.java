package dfs.s3.signature;

import java.util.Optional;

/**
 * A credential as a request writes it, {@code AKID/yyyyMMdd/region/s3/aws4_request}.
 *
 * @param accessKeyId the access key; may hold slashes
 * @param scope what the signature is good for
 * @param terminal the last component
 */
record CredentialText(String accessKeyId, CredentialScope scope, String terminal) {

    /** How it is to look, for messages. */
    static final String SHAPE = "\"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\"";

    /** Takes it apart; empty where it has not five components. */
    static Optional<CredentialText> parse(String text) {
        String[] parts = text.split("/", -1);
        int count = parts.length;
        if (count < 5) {
            return Optional.empty();
        }
        String terminal = parts[count - 1];
        CredentialScope scope = new CredentialScope(parts[count - 4], parts[count - 3], parts[count - 2]);
        int tail = scope.date().length()
                + scope.region().length()
                + scope.service().length()
                + terminal.length()
                + 4;
        String accessKeyId = text.substring(0, text.length() - tail);
        return accessKeyId.isEmpty() ? Optional.empty() : Optional.of(new CredentialText(accessKeyId, scope, terminal));
    }

    /** What is wrong with the scope, as AWS words it; empty where nothing is. */
    Optional<String> complaint(RegionRule regions) {
        if (!terminal.equals("aws4_request")) {
            return Optional.of("incorrect terminal \"" + terminal + "\". This endpoint uses \"aws4_request\".");
        }
        if (!scope.service().equals("s3")) {
            return Optional.of("incorrect service \"" + scope.service() + "\". This endpoint belongs to \"s3\".");
        }
        if (!isDay(scope.date())) {
            return Optional.of("incorrect date format \"" + scope.date()
                    + "\". This date in the credential must be in the format \"yyyyMMdd\".");
        }
        if (!regions.accepts(scope.region())) {
            return Optional.of("the region '" + scope.region() + "' is wrong; expecting '" + regions.own() + "'");
        }
        return Optional.empty();
    }

    private static boolean isDay(String date) {
        return date.length() == 8 && date.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
