package dfs.s3.contract;

import dfs.s3.call.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key of the contract's {@code paths}, taken apart: {@code /{Bucket}/{Key}?partNumber&uploadId#copy}.
 *
 * @param level what is addressed
 * @param fixedPath the path, where it is neither {@code /} nor begins with a bucket
 * @param needs the query parameters that a request must carry
 * @param hasMarker whether the key ends with a {@code #} marker: the operation is told apart by its required headers
 */
record PathKey(Level level, Optional<String> fixedPath, List<Need> needs, boolean hasMarker) {

    /**
     * A query parameter that tells an operation apart.
     *
     * @param name the parameter
     * @param value what it must be; absent where it only has to be there
     */
    record Need(String name, Optional<String> value) {
        boolean isMetBy(dfs.s3.call.QueryParameters query) {
            return value.isEmpty() ? query.has(name) : query.get(name).equals(value);
        }
    }

    PathKey {
        needs = List.copyOf(needs);
    }

    static PathKey parse(String text) {
        int hash = text.indexOf('#');
        String address = hash < 0 ? text : text.substring(0, hash);
        int question = address.indexOf('?');
        String path = question < 0 ? address : address.substring(0, question);
        List<Need> needs = new ArrayList<>();
        if (question >= 0) {
            for (String need : address.substring(question + 1).split("&", 0)) {
                int equals = need.indexOf('=');
                needs.add(
                        equals < 0
                                ? new Need(need, Optional.empty())
                                : new Need(need.substring(0, equals), Optional.of(need.substring(equals + 1))));
            }
        }
        return switch (path) {
            case "/" -> new PathKey(Level.SERVICE, Optional.empty(), needs, hash >= 0);
            case "/{Bucket}" -> new PathKey(Level.BUCKET, Optional.empty(), needs, hash >= 0);
            case "/{Bucket}/{Key}" -> new PathKey(Level.OBJECT, Optional.empty(), needs, hash >= 0);
            default -> new PathKey(Level.SERVICE, Optional.of(path), needs, hash >= 0);
        };
    }
}
