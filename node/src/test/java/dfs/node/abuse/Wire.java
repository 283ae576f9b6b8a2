package dfs.node.abuse;

import dfs.node.process.NodeProcess;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;

/** A connection to the S3 port on which a client says what it likes. Used by one thread at a time. */
final class Wire implements AutoCloseable {

    private static final int SILENCE_MILLIS = 60_000;

    private final Socket socket = new Socket();
    private final InputStream in;

    Wire(NodeProcess node) throws IOException {
        URI s3 = URI.create(node.s3());
        socket.connect(new InetSocketAddress("127.0.0.1", s3.getPort()), SILENCE_MILLIS);
        socket.setSoTimeout(SILENCE_MILLIS);
        socket.setTcpNoDelay(true);
        // Who leaves, leaves at once and without a good-bye; and no port of this machine stays taken.
        socket.setSoLinger(true, 0);
        in = new BufferedInputStream(socket.getInputStream());
    }

    /** A reply, whole. */
    record Reply(int status, String headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** What stands between two marks. */
        String between(String before, String after) {
            String text = headers + text();
            int from = text.indexOf(before);
            if (from < 0) {
                throw new AssertionError("no " + before + " in " + status + " " + text);
            }
            from += before.length();
            return text.substring(from, text.indexOf(after, from));
        }
    }

    /** The head of a request of the administrator's. */
    static String head(String method, String path, long bodyBytes, String... headers) {
        StringBuilder head = new StringBuilder()
                .append(method)
                .append(' ')
                .append(path)
                .append(" HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: ")
                .append(NodeProcess.API_KEY)
                .append("\r\n");
        if (bodyBytes >= 0) {
            head.append("Content-Length: ").append(bodyBytes).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** What S3 wants to be sure of in some documents. */
    static String md5(byte[] body) {
        try {
            return "Content-MD5: "
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("MD5").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Asks, and reads the reply. */
    Reply ask(String method, String path, byte[] body) throws IOException {
        byte[] head = head(method, path, body.length, md5(body)).getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = java.util.Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        send(whole);
        return reply();
    }

    Reply ask(String method, String path) throws IOException {
        return ask(method, path, new byte[0]);
    }

    Reply ask(String method, String path, String body) throws IOException {
        return ask(method, path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads one reply, which says how long it is. */
    Reply reply() throws IOException {
        StringBuilder headers = new StringBuilder();
        int status = Integer.parseInt(line().split(" ", 3)[1]);
        int length = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.append(line).append('\n');
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        byte[] body = status == 204 || status == 304 || status < 200 ? new byte[0] : in.readNBytes(length);
        return new Reply(status, headers.toString(), body);
    }

    /** Reads so many bytes of a reply, and no more. */
    void readSome(int bytes) throws IOException {
        if (in.readNBytes(bytes).length < bytes) {
            throw new EOFException("the connection ended early");
        }
    }

    /** Whether something of a reply has come. */
    boolean hasReply() throws IOException {
        return in.available() > 0;
    }

    /** Says that nothing more will be sent, and goes on listening. */
    void endSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Whether the node has closed the connection, all it said being read over. */
    boolean isClosedByNode() {
        try {
            while (in.read() >= 0) {
                // What it said before it closed.
            }
            return true;
        } catch (java.net.SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the connection ended after: " + line);
            }
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException gone) {
            // Closed already, by the node.
        }
    }
}
