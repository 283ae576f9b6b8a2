package dfs.s3.form;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Reads one multipart/form-data body of POST Object as its bytes come: first the fields, then the file, whose bytes pass by
 * and are not kept. What follows the file is ignored, as S3 does. Used by one thread.
 */
public final class FormReader {

    /**
     * Starts before the first part.
     *
     * @param contentType the request's {@code Content-Type}
     * @throws dfs.core.error.S3Failure where it is not multipart/form-data with a boundary
     */
    public FormReader(String contentType) {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads fields.
     *
     * @param input the next bytes; those used are taken from it
     * @return whether the file begins: {@link #fields()} are complete and {@link #readFile} is next. Where not,
     *     {@code input} is used up
     * @throws dfs.core.error.S3Failure {@code MalformedPOSTRequest}, or which limit was reached
     */
    public boolean readFields(ByteBuffer input) {
        throw new UnsupportedOperationException();
    }

    /** The fields that stood before the file. */
    public FormFields fields() {
        throw new UnsupportedOperationException();
    }

    /**
     * Reads the file.
     *
     * @param input the next bytes; those used are taken from it
     * @return the next bytes of the file; empty where {@code input} is used up. Call it again with the same buffer until it is
     */
    public Optional<ByteBuffer> readFile(ByteBuffer input) {
        throw new UnsupportedOperationException();
    }

    /**
     * Says that no more bytes come.
     *
     * @throws dfs.core.error.S3Failure where the form is not complete
     */
    public void end() {
        throw new UnsupportedOperationException();
    }
}
