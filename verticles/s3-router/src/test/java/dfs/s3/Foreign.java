package dfs.s3;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.s3.signature.SentHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Bytes of strangers, and what a parser may make of them: a value, or the refusal of a client's mistake. */
public final class Foreign {

    private Foreign() {}

    /**
     * What came of reading.
     *
     * @param value what was read
     * @param refusal what it was refused with
     */
    public record Outcome<T>(Optional<T> value, Optional<ErrorCode> refusal) {}

    /** Reads, and fails where that fails otherwise than by saying that the client is wrong or asks for too much. */
    public static <T> Outcome<T> read(Supplier<T> parser) {
        try {
            return new Outcome<>(Optional.of(parser.get()), Optional.empty());
        } catch (S3Failure refused) {
            int status = refused.code().status();
            if ((status < 400 || status > 499) && status != 501) {
                throw new AssertionError("refused as no mistake of a client: " + refused.error(), refused);
            }
            return new Outcome<>(Optional.empty(), Optional.of(refused.code()));
        }
    }

    /** Bytes as the HTTP decoder shows them: a character each. */
    public static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** The bytes in one buffer, in a buffer each, and cut by chance: what is read must not depend on it. */
    public static List<List<ByteBuffer>> cuts(byte[] bytes) {
        List<List<ByteBuffer>> cuts = new ArrayList<>();
        cuts.add(bytes.length == 0 ? List.of() : List.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer()));
        for (int longest : new int[] {1, 4, 40}) {
            Random random = new Random(longest + 31L * Arrays.hashCode(bytes));
            List<ByteBuffer> pieces = new ArrayList<>();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(1 + random.nextInt(longest), bytes.length - at);
                pieces.add(ByteBuffer.wrap(bytes, at, length).slice().asReadOnlyBuffer());
                at += length;
            }
            cuts.add(pieces);
        }
        return cuts;
    }

    /**
     * A request as an input writes it: a line with method and URI, lines with headers, an empty line, the body.
     *
     * @param method GET, PUT, ...
     * @param uri as sent
     * @param headers as sent
     * @param body what comes behind the empty line
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Request(String method, String uri, SentHeaders headers, byte[] body) {}

    /** Reads an input as a request; absent where an HTTP decoder would let nothing of the kind pass. */
    public static Optional<Request> request(byte[] input) {
        String text = text(input);
        int end = text.indexOf("\n\n");
        String head = end < 0 ? text : text.substring(0, end);
        byte[] body = end < 0 ? new byte[0] : Arrays.copyOfRange(input, end + 2, input.length);
        if (head.chars().anyMatch(c -> (c < ' ' && c != '\n' && c != '\t') || c == 0x7F)) {
            return Optional.empty();
        }
        String[] lines = head.split("\n", -1);
        String[] first = lines[0].split(" ", -1);
        if (first.length != 2 || first[0].isEmpty() || first[1].isEmpty() || first[1].indexOf('\t') >= 0) {
            return Optional.empty();
        }
        SentHeaders headers = new SentHeaders();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            String name = colon < 0 ? "" : lines[i].substring(0, colon);
            if (!name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
                headers.add(name, lines[i].substring(colon + 1).strip());
            }
        }
        return Optional.of(new Request(first[0], first[1], headers, body));
    }
}
