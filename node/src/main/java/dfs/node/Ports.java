package dfs.node;

import dfs.config.Port;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Path;

/** The ports that a node listens on: whether they are to be had, and if not, who has them. */
final class Ports {

    private Ports() {}

    /**
     * Checks that a port can be opened, before a start does anything that takes its time. The port is opened later, and may
     * be gone by then.
     *
     * @param setting the variable that names the port
     * @throws StartFailure where it cannot be opened, with its owner
     */
    static void requireFree(String host, Port port, String setting) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port.number()));
        } catch (SocketException e) {
            throw refused(e, port, setting);
        } catch (IOException e) {
            throw new StartFailure("Port " + port.number() + " cannot be tried: " + e.getMessage());
        }
    }

    /** Whether a port could not be opened. The native transport has an exception of its own, told by its words alone. */
    static boolean isRefused(Exception failure) {
        return failure instanceof SocketException
                || (failure instanceof IOException
                        && failure.getMessage() != null
                        && failure.getMessage().startsWith("bind("));
    }

    /** What to tell of a port that could not be opened. */
    static StartFailure refused(Exception failure, Port port, String setting) {
        String owner = new PortOwner(Path.of("/proc"))
                .of(port.number())
                .map(found -> "it is in use by " + found + "; stop that")
                .orElse(String.valueOf(failure.getMessage()));
        return new StartFailure(
                "Port " + port.number() + " cannot be opened: " + owner + ", or set " + setting + " to another port.");
    }
}
