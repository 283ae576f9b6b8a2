package dfs.s3.xml;

/** Reads documents of strangers: without DTD and entities, and within limits. */
public final class XmlReader {

    /** The deepest nesting. S3's documents nest four deep. */
    public static final int DEPTH_MAX = 16;

    /** The most elements: more than a completion of 10,000 parts with all their checksums has. */
    public static final int ELEMENTS_MAX = 120_000;

    private XmlReader() {}

    /**
     * Reads a document.
     *
     * @param root name that the root must have
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, which names the limit where one was reached
     */
    public static XmlElement read(byte[] document, String root) {
        throw new UnsupportedOperationException();
    }
}
