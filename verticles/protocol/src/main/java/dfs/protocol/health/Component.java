package dfs.protocol.health;

/** The parts whose state the node's health is made of, with their names as {@code /health} shows them. */
public enum Component {
    /** Keeps bytes. */
    STORAGE("storage"),
    /** Takes S3 requests. */
    API("api"),
    /** Decides who may do what. */
    POLICY_ENGINE("policy_engine"),
    /** Knows what exists. */
    METADATA("metadata");

    private final String text;

    Component(String text) {
        this.text = text;
    }

    /** The name on the wire. */
    public String text() {
        return text;
    }
}
