package dfs.s3.form;

import java.util.List;
import java.util.Optional;

/**
 * The fields of a form, in the order sent, and the file's description.
 *
 * @param fields the fields before the file
 * @param filename name of the file as the browser gives it; empty for none
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
}
