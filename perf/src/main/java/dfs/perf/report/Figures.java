package dfs.perf.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** All that a run measured, in its order. */
public final class Figures {

    private final List<Figure> all = new ArrayList<>();

    public void add(Figure figure) {
        all.add(figure);
    }

    public List<Figure> all() {
        return List.copyOf(all);
    }

    /** The figure taken at this many connections. */
    public Optional<Figure> find(String name, int connections) {
        return all.stream()
                .filter(figure -> figure.name().equals(name) && figure.connections() == connections)
                .findFirst();
    }

    /** The figures of this name, by rising connections. */
    public List<Figure> named(String name) {
        return all.stream().filter(figure -> figure.name().equals(name)).toList();
    }

    /** One number of one figure, if it was measured. */
    public OptionalDouble value(String name, int connections, ToDoubleFunction<Figure> number) {
        Optional<Figure> found = find(name, connections);
        return found.isPresent() ? OptionalDouble.of(number.applyAsDouble(found.get())) : OptionalDouble.empty();
    }
}
