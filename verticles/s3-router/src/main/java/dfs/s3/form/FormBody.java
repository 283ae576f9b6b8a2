package dfs.s3.form;

import dfs.s3.call.ByteSource;
import java.nio.ByteBuffer;
import java.util.Optional;

/** A form as the body of a request: its fields, and then its file as a source of bytes. Used by one virtual thread. */
public final class FormBody implements ByteSource {

    private final FormReader reader;
    private final ByteSource wire;
    private Optional<ByteBuffer> input = Optional.empty();
    private boolean hasEnded;

    /**
     * A form whose bytes come from {@code wire}.
     *
     * @throws dfs.core.error.S3Failure where {@code contentType} is not a form's
     */
    public FormBody(String contentType, ByteSource wire) {
        this.reader = new FormReader(contentType);
        this.wire = wire;
    }

    /**
     * Reads up to the file.
     *
     * @throws dfs.core.error.S3Failure where the form is malformed, has no file, or its fields are too large
     */
    public FormFields readFields() {
        do {
            input = wire.next();
            if (input.isEmpty()) {
                reader.end();
            }
        } while (!reader.readFields(input.orElseThrow()));
        return reader.fields();
    }

    /** The next bytes of the file; what stands behind it in the form is passed over. */
    @Override
    public Optional<ByteBuffer> next() {
        while (!hasEnded) {
            if (input.isPresent()) {
                Optional<ByteBuffer> bytes = reader.readFile(input.get());
                if (bytes.isPresent()) {
                    return bytes;
                }
            }
            input = wire.next();
            if (input.isEmpty()) {
                reader.end();
                hasEnded = true;
            }
        }
        return Optional.empty();
    }
}
