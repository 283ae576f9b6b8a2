package dfs.perf.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.perf.report.Budget;
import dfs.perf.report.Budget.Verdict;
import dfs.perf.report.Figure;
import dfs.perf.report.Figures;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class BudgetsTest {

    @Test
    void aRatioIsOneFigureOfAnother() {
        assertThat(Budgets.ratio(OptionalDouble.of(4), OptionalDouble.of(5))).hasValue(0.8);
        assertThat(Budgets.ratio(OptionalDouble.of(4), OptionalDouble.empty())).isEmpty();
        assertThat(Budgets.ratio(OptionalDouble.of(4), OptionalDouble.of(0))).isEmpty();
    }

    @Test
    void anEmptyRunMeetsNothingAndMissesNothing() {
        assertThat(Budgets.all())
                .isNotEmpty()
                .allSatisfy(
                        budget -> assertThat(budget.judge(new Figures()).word()).isEqualTo("not measured"));
    }

    @Test
    void theStartWithAMillionObjectsIsJudgedInSeconds() {
        Figures figures = new Figures();
        figures.add(Figure.rate("start-1m", "starts", 0, 0.5));

        List<Verdict> judged = Budgets.all().stream()
                .map(budget -> budget.judge(figures))
                .filter(verdict -> verdict.value().isPresent())
                .toList();

        assertThat(judged).singleElement().satisfies(verdict -> {
            assertThat(verdict.value()).hasValue(2);
            assertThat(verdict.isMet()).isTrue();
        });
    }

    @Test
    void everyBudgetHasANameOfItsOwn() {
        assertThat(Budgets.all().stream().map(Budget::name)).doesNotHaveDuplicates();
    }
}
