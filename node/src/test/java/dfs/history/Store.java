package dfs.history;

import java.io.IOException;

/** What is put to the proof: something that keeps a value per key. Used by any number of clients at once. */
public interface Store {

    /**
     * Carries out an operation; which of the ways to do it (a put or a multipart upload, a get, a head or a listing) is up to
     * {@code way}, any number.
     *
     * @throws NothingDone where it is certain that the operation took no effect, and never will
     * @throws IOException where no answer came
     */
    Result ask(String key, Operation operation, int way) throws IOException;
}
