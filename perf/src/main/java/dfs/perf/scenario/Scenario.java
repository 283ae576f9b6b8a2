package dfs.perf.scenario;

import java.io.IOException;

/** Something to be measured, by its name; its figures carry the name. */
public record Scenario(String name, boolean isInQuickRun, Steps steps) {

    /** What a scenario does. */
    @FunctionalInterface
    interface Steps {
        void run(Bench bench) throws IOException, InterruptedException;
    }

    /** Takes the figures. */
    public void run(Bench bench) throws IOException, InterruptedException {
        steps.run(bench);
    }
}
