package dfs.protocol.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebOriginsTest {

    private static final String PAGE = "http://localhost:5001";
    private static final String ALLOWED = "Access-Control-Allow-Headers";

    private final WebOrigins origins = new WebOrigins(List.of(PAGE));

    @Test
    void aPageThatIsAllowedMaySendTheHeadersOfS3AndOfUserMetadata() {
        assertThat(origins.preflightHeaders(PAGE, "x-amz-meta-color,x-amz-tagging, range"))
                .containsEntry(
                        ALLOWED,
                        "Content-Type, Accept, Authorization, X-Api-Key, x-amz-meta-color,x-amz-tagging, range");
    }

    @Test
    void theHeadersOfTheApiAreAllowedWithoutBeingAnnounced() {
        assertThat(origins.preflightHeaders(PAGE, ""))
                .containsEntry(ALLOWED, "Content-Type, Accept, Authorization, X-Api-Key");
    }

    @Test
    void whatIsNoListOfHeadersIsNotSentBack() {
        assertThat(origins.preflightHeaders(PAGE, "x-amz-acl\r\nSet-Cookie: a=b")
                        .get(ALLOWED))
                .doesNotContain("Set-Cookie");
    }

    @Test
    void aPageMayReadTheHeadersOfAnS3Reply() {
        assertThat(origins.replyHeaders(PAGE).get("Access-Control-Expose-Headers"))
                .contains("ETag", "x-amz-request-id", "x-amz-version-id", "Content-Range");
    }

    @Test
    void aPageOfElsewhereIsToldNothing() {
        assertThat(origins.preflightHeaders("http://elsewhere.example", "x-amz-acl"))
                .isEqualTo(Map.of("Vary", "Origin"));
    }
}
