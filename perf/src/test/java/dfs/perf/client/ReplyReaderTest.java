package dfs.perf.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReplyReaderTest {

    private static Reply read(String wire) throws IOException {
        // Seven bytes at a time, so that every line and every body is cut somewhere.
        ByteBuffer in = ByteBuffer.allocate(7).limit(0);
        return new ReplyReader(
                        Channels.newChannel(new ByteArrayInputStream(wire.getBytes(StandardCharsets.US_ASCII))), in)
                .read(Request.get("/").keepingReply(), 0);
    }

    @Test
    void aBodyIsReadByItsLength() throws IOException {
        Reply reply = read("HTTP/1.1 200 OK\r\nContent-Length: 11\r\nETag: \"a\"\r\n\r\n<K>one</K>!rest");

        assertThat(reply.isOk()).isTrue();
        assertThat(reply.body()).isEqualTo("<K>one</K>!");
        assertThat(reply.bodyBytes()).isEqualTo(11);
        assertThat(reply.header("etag")).contains("\"a\"");
        assertThat(reply.element("K")).contains("one");
        assertThat(reply.element("Other")).isEmpty();
    }

    @Test
    void aBodyIsReadInChunks() throws IOException {
        Reply reply = read(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0A;x=y\r\n0123456789\r\n0\r\nx: y\r\n\r\n");

        assertThat(reply.body()).isEqualTo("abc0123456789");
    }

    @Test
    void aBodyIsReadToTheEndOfTheConnection() throws IOException {
        assertThat(read("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of this")
                        .body())
                .isEqualTo("all of this");
    }

    @Test
    void anInterimReplyIsPassedOver() throws IOException {
        assertThat(read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Slow\r\nContent-Length: 0\r\n\r\n")
                        .status())
                .isEqualTo(503);
    }

    @Test
    void aBodyCutShortIsAnError() {
        assertThatThrownBy(() -> read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc"))
                .isInstanceOf(EOFException.class);
    }
}
