package dfs.s3.xml;

/**
 * Writes one XML document as S3 writes it: compact, in UTF-8, text escaped, characters that XML cannot hold as character
 * references. Used by one thread.
 */
public final class XmlWriter {

    /** The namespace of S3's documents. */
    public static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private XmlWriter() {}

    /** Begins a document whose root is in S3's namespace. */
    public static XmlWriter document(String root) {
        throw new UnsupportedOperationException();
    }

    /** Begins a document without namespace, such as {@code Error}. */
    public static XmlWriter plain(String root) {
        throw new UnsupportedOperationException();
    }

    /** Opens an element. */
    public XmlWriter open(String name) {
        throw new UnsupportedOperationException();
    }

    /** Opens an element with an {@code xsi:type}, as grantees have. */
    public XmlWriter openTyped(String name, String type) {
        throw new UnsupportedOperationException();
    }

    /** Closes the element opened last. */
    public XmlWriter close() {
        throw new UnsupportedOperationException();
    }

    /** Writes text into the open element. */
    public XmlWriter content(String text) {
        throw new UnsupportedOperationException();
    }

    /** Writes an element that holds text. */
    public XmlWriter text(String name, String text) {
        throw new UnsupportedOperationException();
    }

    /** Writes an element that holds a key or prefix, percent-encoded where {@code encoding-type=url} was asked for. */
    public XmlWriter key(String name, String key, boolean isUrlEncoded) {
        throw new UnsupportedOperationException();
    }

    /** Writes an element that holds a number. */
    public XmlWriter number(String name, long number) {
        throw new UnsupportedOperationException();
    }

    /** Writes an element that holds {@code true} or {@code false}. */
    public XmlWriter flag(String name, boolean flag) {
        throw new UnsupportedOperationException();
    }

    /** Writes an element that holds a time, in UTC with milliseconds: {@code 2009-10-12T17:50:30.000Z}. */
    public XmlWriter time(String name, long millis) {
        throw new UnsupportedOperationException();
    }

    /** Writes an element that holds an entity tag, in quotes; the tag comes without. */
    public XmlWriter etag(String name, String etag) {
        throw new UnsupportedOperationException();
    }

    /** Closes what is open, and gives the document in UTF-8. */
    public byte[] finish() {
        throw new UnsupportedOperationException();
    }
}
