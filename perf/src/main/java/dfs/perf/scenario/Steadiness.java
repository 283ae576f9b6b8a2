package dfs.perf.scenario;

import java.util.List;

/**
 * Whether what a request costs has ceased to fall. The latest rounds are compared with all before them: a quarter of all, so
 * that a slow fall is seen, of which each round shows less than noise does; and never less than a few, since some may be disturbed.
 */
final class Steadiness {

    private static final int LATEST_MIN = 4;
    private static final int LATEST_SHARE = 4;

    /** Less than that of what it was is a fall; the rest is noise. */
    private static final double FALLEN = 0.95;

    private Steadiness() {}

    /**
     * Whether the cheapest of the latest rounds costs no less than 0.95 of the cheapest before, and whether the same held a round
     * ago: one cheap round by chance makes nothing steady.
     *
     * @param costs of a request, round by round
     */
    static boolean isSteady(List<Double> costs) {
        return hasCeasedToFall(costs) && hasCeasedToFall(costs.subList(0, costs.size() - 1));
    }

    private static boolean hasCeasedToFall(List<Double> costs) {
        int latest = Math.max(LATEST_MIN, Math.ceilDiv(costs.size(), LATEST_SHARE));
        int before = costs.size() - latest;
        return before > 0 && least(costs.subList(before, costs.size())) >= FALLEN * least(costs.subList(0, before));
    }

    private static double least(List<Double> costs) {
        return costs.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }
}
