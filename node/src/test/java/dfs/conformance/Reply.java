package dfs.conformance;

import dfs.core.CanIgnoreReturnValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** What an endpoint answered. */
final class Reply {

    private final int status;
    private final Map<String, List<String>> headers;
    private final byte[] body;

    Reply(int status, Map<String, List<String>> headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    /** A header's value; empty where there is none. */
    String header(String name) {
        return String.join(",", headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
    }

    boolean has(String header) {
        return headers.containsKey(header.toLowerCase(Locale.ROOT));
    }

    /** The headers' names in lower case. */
    Set<String> headerNames() {
        return headers.keySet();
    }

    byte[] bytes() {
        return body;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The root of the document in the body. */
    Element root() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body))
                    .getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("no XML: " + this, e);
        }
    }

    /** The texts of all elements at a path of names below the root, such as {@code Contents/Key}. */
    List<String> values(String path) {
        return elements(path).stream().map(Element::getTextContent).toList();
    }

    /** The only such text; empty where there is no such element. */
    String value(String path) {
        List<String> all = values(path);
        if (all.size() > 1) {
            throw new AssertionError(path + " is there " + all.size() + " times: " + this);
        }
        return all.isEmpty() ? "" : all.getFirst();
    }

    /** The names of the children of the first element at a path; of the root for an empty path. */
    List<String> names(String path) {
        Element parent = path.isEmpty() ? root() : elements(path).getFirst();
        return children(parent).stream().map(Element::getLocalName).toList();
    }

    /** Checks the status. */
    @CanIgnoreReturnValue
    Reply answers(int expected) {
        if (status != expected) {
            throw new AssertionError("expected " + expected + ", got " + this);
        }
        return this;
    }

    /** Checks that this is an error of this status and code. */
    @CanIgnoreReturnValue
    Reply refuses(int expected, String code) {
        answers(expected);
        if (!value("Code").equals(code)) {
            throw new AssertionError("expected " + code + ", got " + this);
        }
        return this;
    }

    @Override
    public String toString() {
        return status + " " + headers + "\n" + text();
    }

    private List<Element> elements(String path) {
        List<Element> found = List.of(root());
        for (String name : path.split("/")) {
            found = found.stream()
                    .flatMap(parent -> children(parent).stream())
                    .filter(child -> child.getLocalName().equals(name))
                    .toList();
        }
        return found;
    }

    private static List<Element> children(Element parent) {
        List<Element> children = new ArrayList<>();
        for (Node child = parent.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                children.add(element);
            }
        }
        return children;
    }
}
