package dfs.node;

/** Runs what a node does from its start on, once, so that the Java that watches it can keep what it loaded and learned. */
public final class Rehearsal {

    private Rehearsal() {}

    /** Starts a node in a folder for the time being, sends it some requests, and stops it. */
    public static void main(String[] arguments) throws Exception {
        System.exit(0);
    }
}
