package dfs.s3.xml;

import dfs.core.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/**
 * Writes one XML document as S3 writes it: compact, in UTF-8, text escaped, characters that XML cannot hold as character
 * references. Used by one thread.
 */
public final class XmlWriter {

    /** The namespace of S3's documents. */
    public static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StringBuilder out = new StringBuilder(1024);
    private final Deque<String> open = new ArrayDeque<>();

    private XmlWriter() {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /** Begins a document whose root is in S3's namespace. */
    public static XmlWriter document(String root) {
        XmlWriter writer = new XmlWriter();
        writer.open.push(root);
        writer.out
                .append('<')
                .append(root)
                .append(" xmlns=\"")
                .append(NAMESPACE)
                .append("\">");
        return writer;
    }

    /** Begins a document without namespace, such as {@code Error}. */
    public static XmlWriter plain(String root) {
        return new XmlWriter().open(root);
    }

    /** Opens an element. */
    @CanIgnoreReturnValue
    public XmlWriter open(String name) {
        open.push(name);
        out.append('<').append(name).append('>');
        return this;
    }

    /** Opens an element with an {@code xsi:type}, as grantees have. */
    @CanIgnoreReturnValue
    public XmlWriter openTyped(String name, String type) {
        open.push(name);
        out.append('<').append(name);
        out.append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"");
        out.append(type).append("\">");
        return this;
    }

    /** Closes the element opened last. */
    @CanIgnoreReturnValue
    public XmlWriter close() {
        out.append("</").append(open.pop()).append('>');
        return this;
    }

    /** Writes text into the open element. */
    @CanIgnoreReturnValue
    public XmlWriter content(String text) {
        escape(text);
        return this;
    }

    /** Writes an element that holds text. */
    @CanIgnoreReturnValue
    public XmlWriter text(String name, String text) {
        out.append('<').append(name).append('>');
        escape(text);
        out.append("</").append(name).append('>');
        return this;
    }

    /** Writes an element that holds a key or prefix, percent-encoded where {@code encoding-type=url} was asked for. */
    @CanIgnoreReturnValue
    public XmlWriter key(String name, String key, boolean isUrlEncoded) {
        return text(name, isUrlEncoded ? UrlEncoding.encode(key) : key);
    }

    /** Writes an element that holds a number. */
    @CanIgnoreReturnValue
    public XmlWriter number(String name, long number) {
        out.append('<').append(name).append('>').append(number);
        out.append("</").append(name).append('>');
        return this;
    }

    /** Writes an element that holds {@code true} or {@code false}. */
    @CanIgnoreReturnValue
    public XmlWriter flag(String name, boolean flag) {
        return text(name, flag ? "true" : "false");
    }

    /** Writes an element that holds a time, in UTC with milliseconds: {@code 2009-10-12T17:50:30.000Z}. */
    @CanIgnoreReturnValue
    public XmlWriter time(String name, long millis) {
        return text(name, TIME.format(Instant.ofEpochMilli(millis)));
    }

    /** Writes an element that holds an entity tag, in quotes; the tag comes without. */
    @CanIgnoreReturnValue
    public XmlWriter etag(String name, String etag) {
        return text(name, '"' + etag + '"');
    }

    /** Closes what is open, and gives the document in UTF-8. */
    public byte[] finish() {
        while (!open.isEmpty()) {
            out.append("</").append(open.pop()).append('>');
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String text) {
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isPlain(c)) {
                continue;
            }
            out.append(text, from, i);
            from = i + 1;
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.append("&#x").append(Integer.toHexString(c)).append(';');
            }
        }
        out.append(text, from, text.length());
    }

    /** Control characters are none of XML 1.0, but S3 writes references to them, and so a key can be told. */
    private static boolean isPlain(char c) {
        return c >= ' '
                ? c != '&' && c != '<' && c != '>' && c != '"' && c < 0xFFFE && c != 0x7F
                : c == '\n' || c == '\t';
    }
}
