package dfs.perf.report;

import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * What a figure must reach.
 *
 * @param name says what is divided by what
 * @param value the number, if the run measured all that it needs
 * @param bound the budget
 */
public record Budget(String name, Function<Figures, OptionalDouble> value, Direction direction, double bound) {

    /** On which side of the bound it is well. */
    public enum Direction {
        AT_LEAST,
        AT_MOST
    }

    /**
     * A budget and what became of it.
     *
     * @param value empty: not measured
     */
    public record Verdict(Budget budget, OptionalDouble value) {

        public boolean isMet() {
            return value.isPresent()
                    && switch (budget.direction) {
                        case AT_LEAST -> value.getAsDouble() >= budget.bound;
                        case AT_MOST -> value.getAsDouble() <= budget.bound;
                    };
        }

        /** As a table says it. */
        public String word() {
            if (value.isEmpty()) {
                return "not measured";
            }
            return isMet() ? "met" : "MISSED";
        }
    }

    /** Judges a run. */
    public Verdict judge(Figures figures) {
        return new Verdict(this, value.apply(figures));
    }

    /** The bound with its direction. */
    public String boundText() {
        return (direction == Direction.AT_LEAST ? ">= " : "<= ") + Table.number(bound);
    }
}
