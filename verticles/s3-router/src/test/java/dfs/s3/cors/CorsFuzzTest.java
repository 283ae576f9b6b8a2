package dfs.s3.cors;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dfs.core.record.CorsRule;
import dfs.s3.Foreign;
import dfs.s3.xml.CorsDocument;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * <b>Goal.</b> Rules of strangers let pass what they say, and nothing else.
 *
 * <p><b>Method.</b> The input is a document; behind an empty line an origin, a method and the headers announced, a line each.
 * The answer is held against regular expressions that say the same.
 */
class CorsFuzzTest {

    @FuzzTest
    void rulesLetPassWhatTheySay(byte[] input) {
        String text = Foreign.text(input);
        int end = text.indexOf("\n\n");
        if (end < 0) {
            return;
        }
        List<String> lines = text.substring(end + 2).lines().toList();
        if (lines.size() < 3) {
            return;
        }
        Foreign.read(() -> CorsDocument.parse(text.substring(0, end).getBytes(StandardCharsets.UTF_8)))
                .value()
                .ifPresent(rules -> check(rules, lines));
    }

    private static void check(List<CorsRule> rules, List<String> lines) {
        CorsRequest preflight = CorsRequest.preflight(lines.get(0), lines.get(1), lines.get(2));
        Optional<List<Cors.Header>> answer = Cors.preflight(rules, preflight);
        assertThat(answer.isPresent()).isEqualTo(rules.stream().anyMatch(rule -> allows(rule, preflight)));
        CorsRequest actual = CorsRequest.actual(lines.get(0), lines.get(1), Optional.empty());
        assertThat(Cors.headers(rules, actual).isEmpty())
                .isEqualTo(rules.stream().noneMatch(rule -> allows(rule, actual)));
    }

    private static boolean allows(CorsRule rule, CorsRequest request) {
        return rule.allowedMethods().contains(request.method())
                && rule.allowedOrigins().stream().anyMatch(pattern -> matches(pattern, request.origin()))
                && request.headers().stream()
                        .allMatch(header -> rule.allowedHeaders().stream()
                                .anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), header)));
    }

    private static boolean matches(String pattern, String text) {
        int star = pattern.indexOf('*');
        String regex = star < 0
                ? Pattern.quote(pattern)
                : Pattern.quote(pattern.substring(0, star)) + ".*" + Pattern.quote(pattern.substring(star + 1));
        return Pattern.compile(regex, Pattern.DOTALL).matcher(text).matches();
    }
}
