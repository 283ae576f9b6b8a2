package dfs.node;

import io.vertx.core.json.jackson.JacksonCodec;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/**
 * Has Vert.x read and write JSON with Jackson's core alone: a node maps no JSON to classes, and the part that does takes longer
 * to start than it takes to read both contracts.
 */
public final class PlainJson implements JsonFactory {

    @Override
    public JsonCodec codec() {
        return new JacksonCodec();
    }
}
