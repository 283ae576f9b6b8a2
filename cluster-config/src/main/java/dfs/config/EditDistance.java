package dfs.config;

/** How many letters must be added, left out or replaced to make one word of another. */
final class EditDistance {

    private EditDistance() {}

    static int between(String from, String to) {
        int[] costs = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            costs[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(replaced, 1 + Math.min(costs[j], costs[j - 1]));
            }
        }
        return costs[to.length()];
    }
}
