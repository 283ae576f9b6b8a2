package dfs.perf.scenario;

import dfs.perf.report.WarmUp;
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
        all.add(ScaleScenarios.scenario());
        all.add(new Scenario("sustained-put", false, ObjectScenarios::sustained));
        return List.copyOf(all);
    }

    /** Makes a server ready for these scenarios: to be done once, before the first of them. */
    public static WarmUp warmUp(Bench bench, List<Scenario> chosen) throws IOException, InterruptedException {
        return WarmUpScenario.run(bench, chosen);
    }

    /** The scenarios with these names, each once, in their own order; a name may end with an asterisk. */
    public static List<Scenario> named(List<String> names) {
        List<Scenario> all = all();
        for (String name : names) {
            if (all.stream().noneMatch(each -> fits(each, name))) {
                throw new IllegalArgumentException("there is no figure " + name + ": "
                        + String.join(", ", all.stream().map(Scenario::name).toList()));
            }
        }
        return all.stream()
                .filter(each -> names.stream().anyMatch(name -> fits(each, name)))
                .toList();
    }

    private static boolean fits(Scenario scenario, String name) {
        return name.endsWith("*")
                ? scenario.name().startsWith(name.substring(0, name.length() - 1))
                : scenario.name().equals(name);
    }
}
