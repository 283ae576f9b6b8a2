package dfs.s3.xml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What the parsers of documents have in common. */
final class Fields {

    private Fields() {}

    /** The text of a child that must be there. */
    static String needed(XmlElement element, String child) {
        return element.textOf(child).orElseThrow(() -> XmlReader.malformed(element.name() + " has no " + child));
    }

    /** The text of a child, without white space around it; absent where there is none or it is empty. */
    static Optional<String> word(XmlElement element, String child) {
        return element.textOf(child).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** An entity tag without its quotes. */
    static String unquoted(String etag) {
        String text = etag.strip();
        return text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")
                ? text.substring(1, text.length() - 1)
                : text;
    }

    /** A number that fits into an int. */
    static int number(String name, String text) {
        OptionalInt number = parse(text.strip());
        return number.orElseThrow(() -> XmlReader.malformed(name + " is not a number"));
    }

    /** Children of one name. */
    static List<XmlElement> children(XmlElement element, String name) {
        return element.children().stream()
                .filter(child -> child.name().equals(name))
                .toList();
    }

    private static OptionalInt parse(String text) {
        try {
            return text.startsWith("+") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }
}
