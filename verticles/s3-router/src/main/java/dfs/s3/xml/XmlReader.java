package dfs.s3.xml;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads documents of strangers, within limits. It knows what S3's documents are made of: elements, text, CDATA, character
 * references and the five entities of XML. A document type, and with it any other entity, is refused; comments, processing
 * instructions, attributes and namespaces are passed over.
 *
 * <p>Unlike XML 1.0 it takes control characters, raw and as references: keys may hold them, clients write them so, and a key
 * that can be put must be one that can be named in DeleteObjects.
 *
 * @see <a href="https://www.w3.org/TR/xml/">Extensible Markup Language 1.0</a>
 */
public final class XmlReader {

    /** The deepest nesting. S3's documents nest four deep. */
    public static final int DEPTH_MAX = 16;

    /** The most elements: more than a completion of 10,000 parts with all their checksums has. */
    public static final int ELEMENTS_MAX = 120_000;

    /** Characters of what is told of a document. */
    private static final int WHY_MAX = 200;

    private static final class Open {
        final String name;
        final String qualifiedName;
        final StringBuilder text = new StringBuilder();
        final List<XmlElement> children = new ArrayList<>();

        Open(String qualifiedName) {
            this.qualifiedName = qualifiedName;
            this.name = qualifiedName.substring(qualifiedName.indexOf(':') + 1);
        }
    }

    private final String text;
    private final Deque<Open> open = new ArrayDeque<>();
    private int at;
    private int elements;

    private XmlReader(String text) {
        this.text = text;
    }

    /**
     * Reads a document.
     *
     * @param root name that the root must have
     * @throws S3Failure {@code MalformedXML}, which names the limit where one was reached
     */
    public static XmlElement read(byte[] document, String root) {
        XmlElement element = new XmlReader(decode(document)).document();
        if (!element.name().equals(root)) {
            throw malformed("the root element is " + element.name() + ", not " + root);
        }
        return element;
    }

    /** The error for a document that does not fit, and why; what is told of the document's own text is cut short. */
    static S3Failure malformed(String why) {
        String told = why.codePoints()
                .limit(WHY_MAX)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return new S3Failure(
                ErrorCode.MALFORMED_XML,
                "The XML you provided was not well-formed or did not validate against our published schema: " + told
                        + (told.length() < why.length() ? "..." : "."));
    }

    private static String decode(byte[] document) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(document))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw malformed("it is not in UTF-8");
        }
    }

    private XmlElement document() {
        while (true) {
            skipSpace();
            if (at == text.length()) {
                throw malformed("it has no element");
            }
            if (text.charAt(at) != '<') {
                throw malformed("text stands before the root element");
            }
            if (!skipAside()) {
                break;
            }
        }
        XmlElement root = element();
        while (true) {
            skipSpace();
            if (at == text.length()) {
                return root;
            }
            if (!skipAside()) {
                throw malformed("something stands behind the root element");
            }
        }
    }

    /** Reads one element with all that is in it. */
    private XmlElement element() {
        if (beginElement()) {
            return endElement();
        }
        while (true) {
            if (at == text.length()) {
                throw malformed("it ends within element " + top().name);
            }
            if (text.charAt(at) != '<') {
                readText();
            } else if (text.startsWith("</", at)) {
                matchEnd();
                XmlElement element = endElement();
                if (open.isEmpty()) {
                    return element;
                }
                top().children.add(element);
            } else if (text.startsWith("<![CDATA[", at)) {
                int end = find("]]>", at + 9);
                appendLines(at + 9, end);
                at = end + 3;
            } else if (!skipAside() && beginElement()) {
                XmlElement element = endElement();
                top().children.add(element);
            }
        }
    }

    /** Reads a start tag; whether the element ends with it. */
    private boolean beginElement() {
        at++;
        int from = at;
        while (at < text.length() && isNameChar(text.charAt(at))) {
            at++;
        }
        if (at == from) {
            throw malformed("a tag has no name");
        }
        if (open.size() == DEPTH_MAX) {
            throw malformed("elements are nested deeper than the limit of " + DEPTH_MAX);
        }
        if (++elements > ELEMENTS_MAX) {
            throw malformed("it has more elements than the limit of " + ELEMENTS_MAX);
        }
        open.push(new Open(text.substring(from, at)));
        skipAttributes();
        if (text.charAt(at) == '/') {
            if (!text.startsWith("/>", at)) {
                throw malformed("a tag is not closed");
            }
            at += 2;
            return true;
        }
        at++;
        return false;
    }

    /** Passes over attributes, to the slash or bracket that ends the tag. */
    private void skipAttributes() {
        while (true) {
            skipSpace();
            if (at == text.length()) {
                throw malformed("it ends within a tag");
            }
            char c = text.charAt(at);
            if (c == '>' || c == '/') {
                return;
            }
            int from = at;
            while (at < text.length() && isNameChar(text.charAt(at))) {
                at++;
            }
            skipSpace();
            if (at == from || at == text.length() || text.charAt(at) != '=') {
                throw malformed("an attribute is not well-formed");
            }
            at++;
            skipSpace();
            char quote = at < text.length() ? text.charAt(at) : ' ';
            if (quote != '"' && quote != '\'') {
                throw malformed("an attribute has no quotes");
            }
            at = find(String.valueOf(quote), at + 1) + 1;
        }
    }

    private void matchEnd() {
        String name = top().qualifiedName;
        at += 2;
        boolean isOwn = text.startsWith(name, at);
        at += isOwn ? name.length() : 0;
        skipSpace();
        if (!isOwn || at == text.length() || text.charAt(at) != '>') {
            throw malformed("element " + name + " is not closed by its own tag");
        }
        at++;
    }

    private XmlElement endElement() {
        Open element = open.pop();
        return new XmlElement(element.name, element.text.toString(), element.children);
    }

    private void readText() {
        int from = at;
        while (at < text.length() && text.charAt(at) != '<' && text.charAt(at) != '&') {
            at++;
        }
        appendLines(from, at);
        if (at < text.length() && text.charAt(at) == '&') {
            int end = text.indexOf(';', at, Math.min(at + 12, text.length()));
            if (end < 0) {
                throw malformed("an ampersand begins no reference");
            }
            top().text.append(reference(text.substring(at + 1, end)));
            at = end + 1;
        }
    }

    private static String reference(String name) {
        return switch (name) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            default -> character(name);
        };
    }

    private static String character(String name) {
        try {
            int codePoint = name.startsWith("#x")
                    ? Integer.parseUnsignedInt(name.substring(2), 16)
                    : name.startsWith("#") ? Integer.parseUnsignedInt(name.substring(1)) : -1;
            if (codePoint >= 0
                    && Character.isValidCodePoint(codePoint)
                    && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE)) {
                return Character.toString(codePoint);
            }
        } catch (NumberFormatException e) {
            // Refused below, with what is no character.
        }
        throw malformed("&" + name + "; is no character reference, and entities are not supported");
    }

    /** Appends text with its line ends as XML has them: each a line feed. */
    private void appendLines(int from, int to) {
        StringBuilder into = top().text;
        int start = from;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\r') {
                into.append(text, start, i);
                if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                    into.append('\n');
                }
                start = i + 1;
            }
        }
        into.append(text, start, to);
    }

    /** Passes over a comment or processing instruction; whether there was one. */
    private boolean skipAside() {
        if (text.startsWith("<?", at)) {
            at = find("?>", at + 2) + 2;
            return true;
        }
        if (text.startsWith("<!--", at)) {
            at = find("-->", at + 4) + 3;
            return true;
        }
        if (text.startsWith("<!", at)) {
            throw malformed("document types are not supported");
        }
        return false;
    }

    private void skipSpace() {
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
    }

    private int find(String what, int from) {
        int found = text.indexOf(what, from);
        if (found < 0) {
            throw malformed("it ends before " + what);
        }
        return found;
    }

    private Open top() {
        return open.element();
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    private static boolean isNameChar(char c) {
        return !isSpace(c) && c != '<' && c != '>' && c != '/' && c != '=' && c != '"' && c != '\'' && c != '&';
    }
}
