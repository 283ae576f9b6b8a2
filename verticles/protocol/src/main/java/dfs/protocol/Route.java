package dfs.protocol;

/** How questions reach those who answer them, where that is not the asker's own bus. */
sealed interface Route permits LocalRoute, ClusterRoute {

    /** What takes the questions that come in. */
    interface Answerer {

        /** Whether there is an answer to questions of this type here. */
        boolean isServed(Ask<?> question);

        /** Gives the answer, or throws the failure that is the answer. */
        Object answer(Ask<?> question);
    }

    /** Takes questions of this address from now on. */
    void serve(Address address, Answerer answerer);

    /**
     * Asks whoever answers this address.
     *
     * @throws dfs.core.error.S3Failure with the error that is the answer, or that there is none
     */
    Object ask(Ask<?> question);

    /** As {@link #ask}, of one node. */
    Object askNode(String nodeId, Ask<?> question);
}
