package dfs.s3.contract;

import dfs.s3.call.S3Request;
import java.util.List;

/**
 * One operation as the contract has it.
 *
 * @param id its operationId
 * @param method GET, PUT, ...
 * @param key where it is found
 * @param markerHeaders the headers that a request must carry, where {@code key} has a marker
 * @param isImplemented whether there is code for it
 * @param security how its sender is proven
 * @param declared the names of all its query parameters
 * @param rules what its parameters must keep; those without anything to check are left out
 */
public record ContractOperation(
        String id,
        String method,
        PathKey key,
        List<String> markerHeaders,
        boolean isImplemented,
        Security security,
        List<String> declared,
        List<ParameterRule> rules) {

    /** How the sender of a request is proven. */
    public enum Security {
        /** By a signature or an API key. */
        CREDENTIAL,
        /** By the policy in the form that is the body; the operation proves it itself. */
        FORM,
        /** Not at all: everybody may. */
        PUBLIC
    }

    /** Copies the lists. */
    public ContractOperation {
        markerHeaders = List.copyOf(markerHeaders);
        declared = List.copyOf(declared);
        rules = List.copyOf(rules);
    }

    /**
     * Checks the parameters of a request.
     *
     * @throws dfs.core.error.S3Failure with S3's error of the first that breaks a rule
     */
    public void check(S3Request request) {
        for (int i = 0; i < rules.size(); i++) {
            rules.get(i).check(request);
        }
    }

    int weight() {
        return key.needs().size() + markerHeaders.size();
    }

    boolean matches(S3Request request) {
        List<PathKey.Need> needs = key.needs();
        if (needs.size() > request.query().size()) {
            return false;
        }
        for (int i = 0; i < needs.size(); i++) {
            if (!needs.get(i).isMetBy(request.query())) {
                return false;
            }
        }
        for (int i = 0; i < markerHeaders.size(); i++) {
            if (!request.hasHeader(markerHeaders.get(i))) {
                return false;
            }
        }
        return true;
    }

    boolean needs(String parameter) {
        for (PathKey.Need need : key.needs()) {
            if (need.name().equals(parameter)) {
                return true;
            }
        }
        return false;
    }
}
