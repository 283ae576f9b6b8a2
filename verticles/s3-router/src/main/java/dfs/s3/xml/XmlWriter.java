package dfs.s3.xml;

import dfs.core.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Writes one XML document as S3 writes it: compact, in UTF-8, text escaped, characters that XML cannot hold as character
 * references. Used by one thread.
 */
public final class XmlWriter {

    /** The namespace of S3's documents. */
    public static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private static final int DAY_MILLIS = 86_400_000;

    /** The first byte, in UTF-8, of U+FFFE and U+FFFF. */
    private static final byte NONCHARACTER_BEGIN = (byte) 0xEF;

    /** The bytes of UTF-8 that are written as they are. */
    private static final boolean[] IS_PLAIN = plainBytes();

    private byte[] out = new byte[1024];
    private int length;
    private final Deque<String> open = new ArrayDeque<>();

    private XmlWriter() {
        markup("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    /** Begins a document whose root is in S3's namespace. */
    public static XmlWriter document(String root) {
        XmlWriter writer = new XmlWriter();
        writer.open.push(root);
        writer.octet('<').markup(root).markup(" xmlns=\"").markup(NAMESPACE).markup("\">");
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
        return begin(name);
    }

    /** Opens an element with an {@code xsi:type}, as grantees have. */
    @CanIgnoreReturnValue
    public XmlWriter openTyped(String name, String type) {
        open.push(name);
        return octet('<')
                .markup(name)
                .markup(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"")
                .markup(type)
                .markup("\">");
    }

    /** Closes the element opened last. */
    @CanIgnoreReturnValue
    public XmlWriter close() {
        return end(open.pop());
    }

    /** Writes text into the open element. */
    @CanIgnoreReturnValue
    public XmlWriter content(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int from = 0;
        for (int at = 0; at < utf8.length; at++) {
            if (IS_PLAIN[utf8[at] & 0xFF] || isOtherCharacter(utf8, at)) {
                continue;
            }
            raw(utf8, from, at);
            escape(utf8, at);
            from = at + (utf8[at] < 0 ? 3 : 1);
        }
        return raw(utf8, from, utf8.length);
    }

    /** Writes an element that holds text. */
    @CanIgnoreReturnValue
    public XmlWriter text(String name, String text) {
        return begin(name).content(text).end(name);
    }

    /** Writes an element that holds a key or prefix, percent-encoded where {@code encoding-type=url} was asked for. */
    @CanIgnoreReturnValue
    public XmlWriter key(String name, String key, boolean isUrlEncoded) {
        return text(name, isUrlEncoded ? UrlEncoding.encode(key) : key);
    }

    /** Writes an element that holds a number. */
    @CanIgnoreReturnValue
    public XmlWriter number(String name, long number) {
        return begin(name).markup(Long.toString(number)).end(name);
    }

    /** Writes an element that holds {@code true} or {@code false}. */
    @CanIgnoreReturnValue
    public XmlWriter flag(String name, boolean flag) {
        return text(name, flag ? "true" : "false");
    }

    /**
     * Writes an element that holds a time, in UTC: {@code 2009-10-12T17:50:30.000Z}. As S3 writes them, times are of whole seconds,
     * as in the headers of HTTP, so that an object has one time whichever reply tells it.
     *
     * @param millis milliseconds since 1970
     * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_Object.html">Object, LastModified</a>
     */
    @CanIgnoreReturnValue
    public XmlWriter time(String name, long millis) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(millis, DAY_MILLIS));
        int ofDay = Math.floorMod(millis, DAY_MILLIS);
        return begin(name)
                .digits(day.getYear(), 4)
                .octet('-')
                .digits(day.getMonthValue(), 2)
                .octet('-')
                .digits(day.getDayOfMonth(), 2)
                .octet('T')
                .digits(ofDay / 3_600_000, 2)
                .octet(':')
                .digits(ofDay / 60_000 % 60, 2)
                .octet(':')
                .digits(ofDay / 1000 % 60, 2)
                .markup(".000Z")
                .end(name);
    }

    /** Writes an element that holds an entity tag, in quotes; the tag comes without. */
    @CanIgnoreReturnValue
    public XmlWriter etag(String name, String etag) {
        return begin(name).markup("&quot;").content(etag).markup("&quot;").end(name);
    }

    /** Closes what is open, and gives the document in UTF-8. */
    public byte[] finish() {
        while (!open.isEmpty()) {
            close();
        }
        return Arrays.copyOf(out, length);
    }

    private XmlWriter begin(String name) {
        return octet('<').markup(name).octet('>');
    }

    private XmlWriter end(String name) {
        return octet('<').octet('/').markup(name).octet('>');
    }

    /** Writes a reference to the character at {@code at}, which is not plain. */
    private void escape(byte[] utf8, int at) {
        switch (utf8[at]) {
            case '&' -> markup("&amp;");
            case '<' -> markup("&lt;");
            case '>' -> markup("&gt;");
            case '"' -> markup("&quot;");
            case NONCHARACTER_BEGIN -> markup((utf8[at + 2] & 1) == 0 ? "&#xfffe;" : "&#xffff;");
            default -> markup("&#x").markup(Integer.toHexString(utf8[at])).markup(";");
        }
    }

    /** Control characters are none of XML 1.0, but S3 writes references to them, and so a key can be told. */
    private static boolean[] plainBytes() {
        boolean[] isPlain = new boolean[256];
        Arrays.fill(isPlain, ' ', isPlain.length, true);
        isPlain['\n'] = true;
        isPlain['\t'] = true;
        for (int special : new int[] {'&', '<', '>', '"', 0x7F, NONCHARACTER_BEGIN & 0xFF}) {
            isPlain[special] = false;
        }
        return isPlain;
    }

    /** Whether what begins like U+FFFE or U+FFFF, which are no characters of XML, is another character. */
    private static boolean isOtherCharacter(byte[] utf8, int at) {
        return utf8[at] == NONCHARACTER_BEGIN && !(utf8[at + 1] == (byte) 0xBF && (utf8[at + 2] & 0xFE) == 0xBE);
    }

    @CanIgnoreReturnValue
    private XmlWriter raw(byte[] bytes, int from, int to) {
        grow(to - from);
        System.arraycopy(bytes, from, out, length, to - from);
        length += to - from;
        return this;
    }

    /** Writes ASCII as it is. */
    @CanIgnoreReturnValue
    @SuppressWarnings("deprecation") // for ASCII the low byte of each character is all of it
    private XmlWriter markup(String ascii) {
        grow(ascii.length());
        ascii.getBytes(0, ascii.length(), out, length);
        length += ascii.length();
        return this;
    }

    /** Writes so many last digits of a number, zeros in front. */
    private XmlWriter digits(int number, int count) {
        grow(count);
        int rest = number;
        for (int at = length + count - 1; at >= length; at--) {
            out[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
        return this;
    }

    @CanIgnoreReturnValue
    private XmlWriter octet(char ascii) {
        grow(1);
        out[length++] = (byte) ascii;
        return this;
    }

    private void grow(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(out.length * 2, length + more));
        }
    }
}
