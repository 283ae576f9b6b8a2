package dfs.s3.form;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostAnswerTest {

    private static final String URL = "http://h/b/a%20b";

    @ParameterizedTest
    @CsvSource({"200, 200", "201, 201", "204, 204", "404, 204", "'', 204"})
    void theStatusIsOneOfThree(String asked, int status) {
        PostAnswer answer = answer("success_action_status", asked);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.location()).isEqualTo(URL);
        assertThat(answer.body().length() > 0).isEqualTo(status == 201);
    }

    @Test
    void aDocumentTellsWhatWasCreated() {
        assertThat(new String(answer("success_action_status", "201").body().array(), StandardCharsets.UTF_8))
                .endsWith("<PostResponse><Location>" + URL + "</Location><Bucket>b</Bucket><Key>a b</Key>"
                        + "<ETag>&quot;e&quot;</ETag></PostResponse>");
    }

    @ParameterizedTest
    @CsvSource({
        "success_action_redirect, http://x/y, http://x/y?bucket=b&key=a%20b&etag=%22e%22",
        "Success_Action_Redirect, https://x/y?z=1, https://x/y?z=1&bucket=b&key=a%20b&etag=%22e%22",
        "redirect, http://x, http://x?bucket=b&key=a%20b&etag=%22e%22"
    })
    void aRedirectCarriesWhatWasWritten(String field, String asked, String location) {
        assertThat(answer(field, asked))
                .extracting(PostAnswer::status, PostAnswer::location)
                .containsExactly(303, location);
    }

    @ParameterizedTest
    @CsvSource({"not a url", "javascript:alert(1)", "//x/y", "http://x/#f"})
    void whatIsNoWebAddressIsIgnored(String asked) {
        assertThat(answer("success_action_redirect", asked).status()).isEqualTo(204);
    }

    private static PostAnswer answer(String field, String value) {
        FormFields fields = new FormFields(List.of(new FormFields.Field(field, value)), "");
        return PostAnswer.of(fields, "b", "a b", "e", URL);
    }
}
