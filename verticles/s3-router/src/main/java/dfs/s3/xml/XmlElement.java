package dfs.s3.xml;

import java.util.List;
import java.util.Optional;

/**
 * An element of a document that was read. Namespaces are dropped.
 *
 * @param name its local name
 * @param text its own text
 * @param children the elements in it, in order
 */
public record XmlElement(String name, String text, List<XmlElement> children) {

    /** Copies the list. */
    public XmlElement {
        children = List.copyOf(children);
    }

    /** The first child of this name. */
    public Optional<XmlElement> child(String childName) {
        for (XmlElement child : children) {
            if (child.name.equals(childName)) {
                return Optional.of(child);
            }
        }
        return Optional.empty();
    }

    /** The text of the first child of this name. */
    public Optional<String> textOf(String childName) {
        return child(childName).map(XmlElement::text);
    }
}
