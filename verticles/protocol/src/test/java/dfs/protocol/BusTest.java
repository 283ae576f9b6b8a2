package dfs.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import io.vertx.core.Vertx;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class BusTest {

    private final Vertx vertx = Vertx.vertx();
    private final Bus here = new Bus(vertx);
    private final Bus elsewhere = new Bus(vertx);

    record Greet(String name) implements Ask<String> {
        @Override
        public Address address() {
            return Address.JOBS;
        }
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    @Test
    void aQuestionServedHereIsAnsweredOnTheAskersThread() {
        here.serve(
                Address.JOBS,
                Greet.class,
                greet -> greet.name() + Thread.currentThread().threadId());
        assertThat(here.ask(new Greet("a")))
                .isEqualTo("a" + Thread.currentThread().threadId());
    }

    @Test
    void aQuestionServedElsewhereRidesTheEventBus() {
        here.serve(
                Address.JOBS,
                Greet.class,
                greet -> greet.name() + Thread.currentThread().isVirtual());
        assertThat(elsewhere.ask(new Greet("a"))).isEqualTo("atrue");
    }

    @Test
    void anErrorThatIsTheAnswerComesOutTheSameOnBothWays() {
        here.serve(Address.JOBS, Greet.class, greet -> {
            throw new S3Failure(ErrorCode.NO_SUCH_KEY, greet.name());
        });
        for (Bus bus : new Bus[] {here, elsewhere}) {
            assertThatThrownBy(() -> bus.ask(new Greet("x"))).isInstanceOfSatisfying(S3Failure.class, failure -> {
                assertThat(failure.code()).isEqualTo(ErrorCode.NO_SUCH_KEY);
                assertThat(failure.error().message()).isEqualTo("x");
            });
        }
    }

    @Test
    void aBugComesOutAsInternalError() {
        here.serve(Address.JOBS, Greet.class, greet -> {
            throw new IllegalStateException("a bug of this test");
        });
        for (Bus bus : new Bus[] {here, elsewhere}) {
            assertThatThrownBy(() -> bus.ask(new Greet("x")))
                    .isInstanceOfSatisfying(
                            S3Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.INTERNAL_ERROR));
        }
    }

    @Test
    void aQuestionThatNobodyServesIsUnavailable() {
        assertThatThrownBy(() -> here.ask(new Greet("x")))
                .isInstanceOfSatisfying(
                        S3Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
    }

    @Test
    void moreQuestionsThanTheAddressTakesAreToldToSlowDown() throws InterruptedException {
        CountDownLatch full = new CountDownLatch(Address.JOBS.inFlightMax());
        CountDownLatch release = new CountDownLatch(1);
        here.serve(Address.JOBS, Greet.class, greet -> {
            full.countDown();
            await(release);
            return greet.name();
        });
        for (int i = 0; i < Address.JOBS.inFlightMax(); i++) {
            Thread.ofVirtual()
                    .start(() -> assertThat(here.ask(new Greet("waits"))).isEqualTo("waits"));
        }
        assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> here.ask(new Greet("one too many")))
                .isInstanceOfSatisfying(
                        S3Failure.class, failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SLOW_DOWN));
        release.countDown();
    }

    @Test
    void aPartThatStartsAnewServesAnewAndNobodyElsesQuestionsEnd() {
        record Leave(String name) implements Ask<String> {
            @Override
            public Address address() {
                return Address.JOBS;
            }
        }
        Bus part = here.forPart();
        part.serve(Address.JOBS, Greet.class, greet -> "first");
        here.serve(Address.JOBS, Leave.class, Leave::name);
        part.withdraw();
        for (Bus bus : new Bus[] {here, elsewhere, part}) {
            assertThatThrownBy(() -> bus.ask(new Greet("x")))
                    .isInstanceOfSatisfying(
                            S3Failure.class,
                            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.SERVICE_UNAVAILABLE));
            assertThat(bus.ask(new Leave("y"))).isEqualTo("y");
        }
        here.forPart().serve(Address.JOBS, Greet.class, greet -> "second");
        part.withdraw();
        assertThat(here.ask(new Greet("x"))).isEqualTo("second");
        assertThat(elsewhere.ask(new Greet("x"))).isEqualTo("second");
    }

    @Test
    void theRequestIdTravelsAlong() {
        here.serve(Address.JOBS, Greet.class, greet -> String.valueOf(MDC.get(Bus.REQUEST_ID)));
        MDC.put(Bus.REQUEST_ID, "R1");
        try {
            assertThat(here.ask(new Greet("x"))).isEqualTo("R1");
            assertThat(elsewhere.ask(new Greet("x"))).isEqualTo("R1");
        } finally {
            MDC.remove(Bus.REQUEST_ID);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
