package dfs.s3.access;

import dfs.s3.signature.HeaderSource;
import io.vertx.core.MultiMap;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** The headers of an HTTP request as signatures see them. */
record MultiMapHeaders(MultiMap headers) implements HeaderSource {
    @Override
    public Collection<String> names() {
        return headers.names();
    }

    @Override
    public List<String> all(String name) {
        return headers.getAll(name);
    }

    @Override
    public Optional<String> first(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
