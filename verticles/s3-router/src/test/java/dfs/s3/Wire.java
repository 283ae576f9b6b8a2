package dfs.s3;

import dfs.core.CanIgnoreReturnValue;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One HTTP/1.1 connection, byte by byte: what no client library would send can be sent. Waits ten seconds at most. */
final class Wire implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;

    /** A reply. Header names are in lower case. */
    @SuppressWarnings("ArrayRecordComponent") // a test compares no replies
    record Reply(int status, Map<String, String> headers, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** The error's code; empty where the reply is no error in XML. */
        String code() {
            return Wire.element(text(), "Code");
        }
    }

    Wire(int port) {
        this(port, 0);
    }

    /** A connection on which few bytes are received ahead of being read; 0 for as many as usual. */
    Wire(int port, int receivedBytesMax) {
        try {
            socket = new Socket();
            if (receivedBytesMax > 0) {
                socket.setReceiveBufferSize(receivedBytesMax);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout(10_000);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of the first element of this name; empty where there is none. */
    static String element(String xml, String name) {
        int from = xml.indexOf("<" + name + ">");
        int to = from < 0 ? -1 : xml.indexOf("</" + name + ">", from);
        return to < 0 ? "" : xml.substring(from + name.length() + 2, to);
    }

    /** Sends a request with the administrator's API key; the last of an odd number of strings is the body. */
    @CanIgnoreReturnValue
    Reply send(String method, String target, String... headersThenBody) {
        request(method, target, headersThenBody);
        return read(method);
    }

    /** Sends a request and does not wait. */
    void request(String method, String target, String... headersThenBody) {
        StringBuilder head = new StringBuilder();
        head.append(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        boolean hasHost = false;
        boolean hasKey = false;
        for (int i = 0; i + 1 < headersThenBody.length; i += 2) {
            hasHost |= headersThenBody[i].equalsIgnoreCase("Host");
            hasKey |= headersThenBody[i].equalsIgnoreCase("X-Api-Key");
            head.append(headersThenBody[i])
                    .append(": ")
                    .append(headersThenBody[i + 1])
                    .append("\r\n");
        }
        if (!hasHost) {
            head.append("Host: 127.0.0.1\r\n");
        }
        if (!hasKey) {
            head.append("X-Api-Key: ").append(Surface.API_KEY).append("\r\n");
        }
        String body = headersThenBody.length % 2 == 1 ? headersThenBody[headersThenBody.length - 1] : "";
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 || method.equals("PUT") || method.equals("POST")) {
            head.append("Content-Length: ").append(bytes.length).append("\r\n");
        }
        raw(head.append("\r\n").append(body).toString());
    }

    /** Sends text as it is. */
    void raw(String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a byte of a reply has come. */
    boolean hasReply() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a line of a reply. */
    String readLine() {
        try {
            return line();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Says that nothing more will be sent, and reads on. */
    void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the next reply to a request of this method. */
    Reply read(String method) {
        return tryRead(method).orElseThrow(() -> new AssertionError("the connection was closed without a reply"));
    }

    /** Reads the next reply; empty where the connection ends before its first byte. */
    Optional<Reply> tryRead(String method) {
        try {
            String line = line();
            if (line.isEmpty()) {
                return Optional.empty();
            }
            if (!line.startsWith("HTTP/1.")) {
                throw new AssertionError("no reply of HTTP/1: " + line);
            }
            int status = Integer.parseInt(line.split(" ", 3)[1]);
            Map<String, String> headers = new TreeMap<>();
            for (String header = line(); !header.isEmpty(); header = line()) {
                int colon = header.indexOf(':');
                headers.put(
                        header.substring(0, colon).toLowerCase(Locale.ROOT),
                        header.substring(colon + 1).strip());
            }
            boolean hasBody = !method.equals("HEAD") && status != 204 && status != 304 && status >= 200;
            int length = hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
            return Optional.of(new Reply(status, headers, in.readNBytes(length)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether the other side has closed the connection, having sent nothing more. */
    boolean isClosed() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
