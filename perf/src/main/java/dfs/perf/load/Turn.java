package dfs.perf.load;

import dfs.perf.client.Connection;
import dfs.perf.client.Reply;
import java.io.IOException;
import java.util.Optional;

/** What one connection does again and again. Each connection has its own, so it may remember where it was. */
@FunctionalInterface
public interface Turn {

    /**
     * What one turn did.
     *
     * @param units how many of what is counted: requests, keys, whole uploads
     * @param firstByteNanos until the reply began
     */
    record Done(long units, long firstByteNanos) {

        /** Work that belongs to the load, but not to the figure. */
        public static final Done UNCOUNTED = new Done(0, 0);

        /** One unit, if the reply says that it worked. */
        public static Done one(Reply reply) throws RequestFailed {
            return units(1, reply);
        }

        /** These units, if the reply says that it worked. */
        public static Done units(long units, Reply reply) throws RequestFailed {
            if (!reply.isOk()) {
                throw new RequestFailed(reply);
            }
            return new Done(units, reply.firstByteNanos());
        }
    }

    /** Does one operation. Empty: nothing is left to do, and the connection rests. */
    Optional<Done> take(Connection connection) throws IOException;
}
