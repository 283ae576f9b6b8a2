package dfs.perf.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Everything that can be measured, in the order in which it is. */
public final class Scenarios {

    private Scenarios() {}

    public static List<Scenario> all() {
        List<Scenario> all = new ArrayList<>();
        all.add(new Scenario("limits", true, bench -> bench.limits().measureAll()));
        all.addAll(ObjectScenarios.all());
        all.addAll(ManyPartsScenarios.all());
        all.addAll(ListScenarios.all());
        all.add(new Scenario("sustained-put", false, ObjectScenarios::sustained));
        return List.copyOf(all);
    }

    /** Makes a server ready to be measured: to be done once, before the first scenario. */
    public static void warmUp(Bench bench) throws IOException, InterruptedException {
        ObjectScenarios.warmUp(bench);
    }

    /** The scenarios with these names; a name may end with an asterisk. */
    public static List<Scenario> named(List<String> names) {
        List<Scenario> chosen = new ArrayList<>();
        for (String name : names) {
            List<Scenario> fitting = all().stream()
                    .filter(each -> name.endsWith("*")
                            ? each.name().startsWith(name.substring(0, name.length() - 1))
                            : each.name().equals(name))
                    .toList();
            if (fitting.isEmpty()) {
                throw new IllegalArgumentException("there is no figure " + name + ": "
                        + String.join(", ", all().stream().map(Scenario::name).toList()));
            }
            chosen.addAll(fitting);
        }
        return chosen.stream().distinct().toList();
    }
}
