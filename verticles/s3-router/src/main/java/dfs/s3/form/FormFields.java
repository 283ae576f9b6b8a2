package dfs.s3.form;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import java.util.List;
import java.util.Optional;

/**
 * The fields of a form that stood before the file, in the order sent, none twice, and the file's name.
 *
 * @param fields the fields; in the key {@code ${filename}} is replaced by the file's name
 * @param filename name of the file as the browser gives it, without folders; empty for none
 */
public record FormFields(List<Field> fields, String filename) {

    /** Copies the list. */
    public FormFields {
        fields = List.copyOf(fields);
    }

    /**
     * A field.
     *
     * @param name as sent
     * @param value as sent
     */
    public record Field(String name, String value) {}

    /** The value of a field, whose name is compared without case. */
    public Optional<String> get(String name) {
        for (Field field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                return Optional.of(field.value);
            }
        }
        return Optional.empty();
    }

    /**
     * The key to upload to.
     *
     * @throws dfs.core.error.S3Failure {@code InvalidArgument} where there is none
     */
    public String key() {
        return get("key")
                .filter(key -> !key.isEmpty())
                .orElseThrow(() -> S3Error.of(
                                ErrorCode.INVALID_ARGUMENT,
                                "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of"
                                        + " the fields.")
                        .with("ArgumentName", "key")
                        .with("ArgumentValue", "")
                        .failure());
    }
}
