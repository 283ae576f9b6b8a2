package dfs.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists the settings there are, part by part, for those who document or check them. */
public final class SettingsList {

    private SettingsList() {}

    /**
     * One setting.
     *
     * @param part the record it belongs to
     * @param component the component that carries it
     * @param setting its name, default and meaning
     */
    public record Entry(Class<?> part, RecordComponent component, Setting setting) {

        /** The variable that names the file which holds the value, where one may. */
        public Optional<String> fileVariable() {
            return SettingsList.fileVariable(setting);
        }
    }

    /** Every setting of {@link Settings}, in order. */
    public static List<Entry> all() {
        return of(Settings.class);
    }

    static Optional<String> fileVariable(Setting setting) {
        return setting.isSecret() || setting.mayBeInFile()
                ? Optional.of(SecretFile.variable(setting.env()))
                : Optional.empty();
    }

    static List<Entry> of(Class<?> record) {
        List<Entry> entries = new ArrayList<>();
        for (RecordComponent component : record.getRecordComponents()) {
            Setting setting = component.getAnnotation(Setting.class);
            if (setting != null) {
                entries.add(new Entry(record, component, setting));
            } else {
                entries.addAll(of(component.getType()));
            }
        }
        return entries;
    }
}
