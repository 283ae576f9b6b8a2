package dfs.perf.client;

import java.net.InetSocketAddress;

/** Where the server is and who asks it. Plain HTTP, path style. */
public record Endpoint(String host, int port, String region, String accessKey, String secretKey) {

    /** The value of the Host header. */
    public String authority() {
        return port == 80 ? host : host + ":" + port;
    }

    /** The address to connect to. */
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }
}
