package dfs.s3.cors;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.core.record.CorsRule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CorsTest {

    private static final List<CorsRule> RULES = List.of(
            rule(List.of("GET"), List.of("*suffix"), List.of()),
            rule(List.of("GET"), List.of("start*end"), List.of()),
            rule(List.of("GET"), List.of("prefix*"), List.of()),
            rule(List.of("PUT", "POST"), List.of("*.put"), List.of("x-amz-*", "Content-Type")));

    /** The table of ceph/s3-tests' test_cors_origin_response. */
    @ParameterizedTest
    @CsvSource({
        "foo.suffix, GET, GET",
        "foo.bar, GET, ''",
        "foo.suffix.get, GET, ''",
        "startend, GET, GET",
        "start1end, GET, GET",
        "0start12end, GET, ''",
        "staend, GET, ''",
        "prefix, GET, GET",
        "prefix.suffix, GET, GET",
        "bla.prefix, GET, ''",
        "foo.suffix, PUT, ''",
        "foo.put, GET, ''",
        "foo.put, PUT, 'PUT, POST'",
        "Foo.Suffix, GET, ''"
    })
    void theFirstRuleThatAllowsOriginAndMethodCounts(String origin, String method, String allowedMethods) {
        Map<String, String> headers = map(Cors.headers(RULES, CorsRequest.actual(origin, method, Optional.empty())));
        if (allowedMethods.isEmpty()) {
            assertThat(headers).isEmpty();
            assertThat(Cors.preflight(RULES, CorsRequest.preflight(origin, method, "")))
                    .isEmpty();
        } else {
            assertThat(headers)
                    .containsEntry("Access-Control-Allow-Origin", origin)
                    .containsEntry("Access-Control-Allow-Methods", allowedMethods)
                    .containsKey("Vary");
            assertThat(Cors.preflight(RULES, CorsRequest.preflight(origin, method, "")))
                    .isPresent();
        }
    }

    @Test
    void anActualRequestThatAnnouncesAMethodIsMatchedByIt() {
        assertThat(Cors.headers(RULES, CorsRequest.actual("foo.suffix", "PUT", Optional.of("GET"))))
                .isNotEmpty();
        assertThat(Cors.headers(RULES, CorsRequest.actual("foo.suffix", "PUT", Optional.of("PUT"))))
                .isEmpty();
    }

    @Test
    void everyAnnouncedHeaderMustBeAllowedWithoutCase() {
        CorsRequest taken = CorsRequest.preflight("a.put", "PUT", "X-Amz-Date, content-TYPE,,x-amz-meta-a");
        Map<String, String> headers = map(Cors.preflight(RULES, taken).orElseThrow());
        assertThat(headers)
                .containsEntry("Access-Control-Allow-Headers", "x-amz-date, content-type, x-amz-meta-a")
                .containsEntry("Access-Control-Max-Age", "600")
                .containsEntry("Access-Control-Expose-Headers", "ETag")
                .containsEntry("Access-Control-Allow-Credentials", "true");
        assertThat(Cors.preflight(RULES, CorsRequest.preflight("a.put", "PUT", "x-amz-date, authorization")))
                .isEmpty();
    }

    @Test
    void aRuleForAllNamesNoOriginAndNoCredentials() {
        List<CorsRule> rules = List.of(rule(List.of("GET"), List.of("*"), List.of()));
        Map<String, String> headers = map(Cors.headers(rules, CorsRequest.actual("any", "GET", Optional.empty())));
        assertThat(headers)
                .containsEntry("Access-Control-Allow-Origin", "*")
                .doesNotContainKey("Access-Control-Allow-Credentials");
    }

    private static CorsRule rule(List<String> methods, List<String> origins, List<String> headers) {
        return new CorsRule(Optional.empty(), methods, origins, headers, List.of("ETag"), OptionalInt.of(600));
    }

    private static Map<String, String> map(List<Cors.Header> headers) {
        return headers.stream().collect(Collectors.toMap(Cors.Header::name, Cors.Header::value));
    }
}
