package dfs.s3.form;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.error.S3Failure;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads one multipart/form-data body of POST Object as its bytes come: first the fields, then the file, whose bytes pass by
 * and are not kept. What follows the file is ignored, as S3 does. Used by one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7578">RFC 7578</a>
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/RESTObjectPOST.html">POST Object</a>
 */
public final class FormReader {

    /** The most bytes before the file: S3's own limit of 20 KB, which bounds fields, their number and their headers. */
    public static final int FIELDS_BYTES_MAX = 20 * 1024;

    private enum State {
        PREAMBLE,
        AFTER_DELIMITER,
        HEADER,
        FIELD,
        FILE,
        AFTER_FILE,
        END
    }

    private final DelimiterScan scan;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private final List<FormFields.Field> fields = new ArrayList<>();
    private State state = State.PREAMBLE;
    private PartHeader part = new PartHeader("", "");
    private int fieldsBytes;
    private boolean isAfterDash;

    /**
     * Starts before the first part.
     *
     * @param contentType the request's {@code Content-Type}
     * @throws S3Failure {@code PreconditionFailed} where it is not multipart/form-data with a boundary
     */
    public FormReader(String contentType) {
        String boundary = PartHeader.boundary(contentType);
        if (boundary.isEmpty() || boundary.length() > 70) { // RFC 2046, section 5.1.1
            throw new S3Failure(
                    ErrorCode.PRECONDITION_FAILED, "Bucket POST must be of the enclosure-type multipart/form-data");
        }
        this.scan = new DelimiterScan("\r\n--" + boundary);
        // The first delimiter has no line end before it.
        scan.assumeLineEnd();
    }

    /**
     * Reads fields.
     *
     * @param input the next bytes; those used are taken from it
     * @return whether the file begins: {@link #fields()} are complete and {@link #readFile} is next. Where not,
     *     {@code input} is used up
     * @throws S3Failure {@code MalformedPOSTRequest}, {@code InvalidArgument} where a field is repeated or the file missing,
     *     {@code MaxPostPreDataLengthExceededError}
     */
    public boolean readFields(ByteBuffer input) {
        int before = input.remaining();
        while (state != State.FILE && input.hasRemaining()) {
            switch (state) {
                case PREAMBLE, FIELD -> readContent(input);
                case AFTER_DELIMITER, HEADER -> readLine(input);
                case AFTER_FILE, END -> throw noFile();
                case FILE -> throw new IllegalStateException("the file is not a field");
            }
            checkSize(fieldsBytes + before - input.remaining());
        }
        fieldsBytes += before - input.remaining();
        return state == State.FILE;
    }

    /** The fields that stood before the file. */
    public FormFields fields() {
        List<FormFields.Field> resolved = fields.stream()
                .map(field -> field.name().equalsIgnoreCase("key")
                        ? new FormFields.Field(field.name(), field.value().replace("${filename}", part.filename()))
                        : field)
                .toList();
        return new FormFields(resolved, part.filename());
    }

    /**
     * Reads the file.
     *
     * @param input the next bytes; those used are taken from it
     * @return the next bytes of the file; empty where {@code input} is used up. Call it again with the same buffer until it is
     */
    public Optional<ByteBuffer> readFile(ByteBuffer input) {
        if (state == State.FILE) {
            Optional<ByteBuffer> content = scan.next(input);
            if (scan.isFound()) {
                state = State.AFTER_FILE;
            }
            if (content.isPresent()) {
                return content;
            }
        }
        if (state == State.AFTER_FILE) {
            checkDelimiterLine(input);
        }
        input.position(input.limit());
        return Optional.empty();
    }

    /**
     * Says that no more bytes come.
     *
     * @throws S3Failure where the form is not complete
     */
    public void end() {
        if (state != State.END && state != State.AFTER_FILE) {
            throw malformed("it ends before its last boundary");
        }
    }

    /** A line that only begins as the boundary does is content, of which a client that chose it well has none. */
    private void checkDelimiterLine(ByteBuffer input) {
        while (state == State.AFTER_FILE && input.hasRemaining()) {
            byte octet = input.get();
            if (octet == '\r' || octet == '\n' || octet == ' ' || octet == '\t' || (octet == '-' && isAfterDash)) {
                state = State.END;
            } else if (octet == '-') {
                isAfterDash = true;
            } else {
                throw malformed("a line of the file begins with the boundary and goes on");
            }
        }
    }

    private void readContent(ByteBuffer input) {
        scan.next(input).ifPresent(bytes -> {
            if (state == State.FIELD) {
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                collected.writeBytes(copy);
            }
        });
        if (scan.isFound()) {
            if (state == State.FIELD) {
                addField();
            }
            state = State.AFTER_DELIMITER;
        }
    }

    private void readLine(ByteBuffer input) {
        while (input.hasRemaining()) {
            byte octet = input.get();
            if (octet == '\n') {
                String line = takeText();
                endLine(line.endsWith("\r") ? line.substring(0, line.length() - 1) : line);
                return;
            }
            collected.write(octet);
        }
    }

    private void endLine(String line) {
        if (state == State.AFTER_DELIMITER) {
            if (line.startsWith("--")) {
                throw noFile();
            }
            if (!line.isBlank()) {
                throw malformed("a boundary is followed by text");
            }
            part = new PartHeader("", "");
            state = State.HEADER;
        } else if (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw malformed("a part's header has no colon");
            }
            if (line.substring(0, colon).strip().equalsIgnoreCase("content-disposition")) {
                part = PartHeader.parse(line.substring(colon + 1));
            }
        } else if (part.name().isEmpty()) {
            throw malformed("a part has no name");
        } else {
            scan.begin();
            state = part.name().equalsIgnoreCase("file") ? State.FILE : State.FIELD;
        }
    }

    private void addField() {
        String name = part.name();
        String lower = name.toLowerCase(Locale.ROOT);
        // Twice the same field: the policy would be checked against one and the object made of the other.
        if (fields.stream()
                .anyMatch(field -> field.name().toLowerCase(Locale.ROOT).equals(lower))) {
            throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "The form has more than one field named '" + name + "'.")
                    .with("ArgumentName", name)
                    .failure();
        }
        fields.add(new FormFields.Field(name, takeText()));
    }

    private String takeText() {
        String text = collected.toString(StandardCharsets.UTF_8);
        collected.reset();
        return text;
    }

    private static void checkSize(int bytes) {
        if (bytes > FIELDS_BYTES_MAX) {
            throw new S3Failure(
                    ErrorCode.FORM_FIELDS_TOO_LARGE,
                    "Your POST request fields preceding the upload file were too large: the limit is "
                            + FIELDS_BYTES_MAX + " bytes.");
        }
    }

    private static S3Failure noFile() {
        return S3Error.of(ErrorCode.INVALID_ARGUMENT, "POST requires exactly one file upload per request.")
                .with("ArgumentName", "file")
                .with("ArgumentValue", "0")
                .failure();
    }

    private static S3Failure malformed(String why) {
        return new S3Failure(
                ErrorCode.MALFORMED_POST_REQUEST,
                "The body of your POST request is not well-formed multipart/form-data: " + why + ".");
    }
}
