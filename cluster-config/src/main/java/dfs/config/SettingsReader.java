package dfs.config;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Makes {@link Settings} of an environment, and of the files that it names for secrets. Tells all that is wrong with it at once. */
public final class SettingsReader {

    private static final String OWN_PREFIX = "DFS_";

    private final Map<String, String> environment;
    private final Map<String, String> removed;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(Map<String, String> environment, Map<String, String> removed) {
        this.environment = environment;
        this.removed = removed;
    }

    /**
     * Reads the settings.
     *
     * @throws SettingsException with everything that is wrong
     */
    public static Settings read(Map<String, String> environment) {
        return new SettingsReader(environment, RemovedSettings.BY_NAME).read(Settings.class);
    }

    <R extends Record> R read(Class<R> whole) {
        refuseRemoved();
        refuseMisspelt(SettingsList.of(whole));
        Optional<Object> made = make(whole);
        if (!problems.isEmpty() || made.isEmpty()) {
            throw new SettingsException(problems);
        }
        return whole.cast(made.get());
    }

    private void refuseRemoved() {
        removed.forEach((name, instead) -> {
            if (environment.containsKey(name)) {
                problems.add(name + " is no longer read: " + instead);
            }
        });
    }

    /** Other programs may own variables of our prefix (Kubernetes makes some for a service called dfs); near misses are ours. */
    private void refuseMisspelt(List<SettingsList.Entry> known) {
        List<String> names = known.stream()
                .flatMap(entry -> Stream.concat(Stream.of(entry.setting().env()), entry.fileVariable().stream()))
                .toList();
        for (String name : environment.keySet()) {
            if (name.startsWith(OWN_PREFIX) && !names.contains(name) && !removed.containsKey(name)) {
                names.stream()
                        .filter(candidate -> EditDistance.between(name, candidate) <= 2)
                        .findFirst()
                        .ifPresent(meant -> problems.add(name + " is not known: is " + meant + " meant?"));
            }
        }
    }

    /** Makes the record, of defaults where a value cannot be read, so that its rules are checked too; empty where one is broken. */
    private Optional<Object> make(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : components) {
            Setting setting = component.getAnnotation(Setting.class);
            Optional<Object> value =
                    setting == null ? make(component.getType()) : Optional.of(value(component, setting));
            value.ifPresent(values::add);
        }
        return values.size() < components.length
                ? Optional.empty()
                : construct(
                        record,
                        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new),
                        values.toArray());
    }

    private Optional<Object> construct(Class<?> record, Class<?>[] types, Object[] values) {
        try {
            return Optional.of(record.getDeclaredConstructor(types).newInstance(values));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SettingsException broken) {
                problems.addAll(broken.problems());
                return Optional.empty();
            }
            throw new IllegalStateException("the constructor of " + record.getName() + " failed", e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no canonical constructor to be called in " + record.getName(), e);
        }
    }

    private Object value(RecordComponent component, Setting setting) {
        String text = text(setting);
        try {
            return typed(component, text);
        } catch (IllegalArgumentException e) {
            problems.add(setting.env() + (setting.isSecret() ? "" : "=" + text) + ": " + e.getMessage());
            return typed(component, setting.byDefault());
        }
    }

    private static Object typed(RecordComponent component, String text) {
        if (component.getType() != Optional.class) {
            return TextForms.parse(component.getType(), text);
        }
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(TextForms.parse(argument(component.getGenericType()), text));
    }

    private String text(Setting setting) {
        Optional<String> given = given(setting.env());
        Optional<String> fileVariable = SettingsList.fileVariable(setting);
        Optional<String> file = fileVariable.flatMap(this::given);
        if (given.isPresent() && file.isPresent()) {
            problems.add(setting.env() + " and " + fileVariable.orElseThrow() + " are both set: set one of them");
        } else if (file.isPresent()) {
            return inFile(setting, file.get());
        }
        return given.orElse(setting.byDefault());
    }

    private String inFile(Setting setting, String file) {
        try {
            return SecretFile.read(file);
        } catch (IOException e) {
            problems.add(SecretFile.variable(setting.env()) + "=" + file + ": " + e.getMessage());
            return setting.byDefault();
        }
    }

    /** An empty value counts as none: files of variables are written that way. */
    private Optional<String> given(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isBlank())
                .map(String::strip);
    }

    private static Class<?> argument(Type optional) {
        Type[] arguments = ((ParameterizedType) optional).getActualTypeArguments();
        if (arguments[0] instanceof Class<?> argument) {
            return argument;
        }
        throw new IllegalStateException("an Optional of " + Arrays.toString(arguments) + " has no written form");
    }
}
