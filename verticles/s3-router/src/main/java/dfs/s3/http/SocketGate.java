package dfs.s3.http;

/**
 * Stops the reading of a socket at once. A request that is paused is not enough: Vert.x goes on reading and keeps up to
 * sixteen buffers of it, a megabyte each of a thousand requests. On the connection's event loop.
 */
interface SocketGate {

    /** For connections that bound by themselves what comes, as HTTP/2 does. */
    SocketGate NONE = new SocketGate() {
        @Override
        public void shut() {}

        @Override
        public void open() {}
    };

    /** Reads no more, until opened. */
    void shut();

    /** Reads on. */
    void open();
}
