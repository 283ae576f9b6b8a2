package dfs.perf.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The examples of S3's documentation, "Signature Calculations for the Authorization Header" and "... Chunked Upload". */
class SignerTest {

    private static final Instant TIME = Instant.parse("2013-05-24T00:00:00Z");
    private static final Endpoint EXAMPLE = new Endpoint(
            "examplebucket.s3.amazonaws.com",
            80,
            "us-east-1",
            "AKIAIOSFODNN7EXAMPLE",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");

    @Test
    void aGetWithARangeIsSignedAsDocumented() {
        Request request = Request.get("/test.txt").withHeader("range", "bytes=0-9");

        assertThat(new Signer(EXAMPLE).sign(request, PayloadMode.SIGNED, TIME).signature())
                .isEqualTo("f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void aPutIsSignedWithTheHashOfItsBodyAsDocumented() {
        Body body = Body.of("Welcome to Amazon S3.".getBytes(StandardCharsets.UTF_8));
        Request request = Request.put("/test%24file.text", body)
                .withHeader("date", "Fri, 24 May 2013 00:00:00 GMT")
                .withHeader("x-amz-storage-class", "REDUCED_REDUNDANCY");

        assertThat(new Signer(EXAMPLE).sign(request, PayloadMode.SIGNED, TIME).signature())
                .isEqualTo("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
    }

    @Test
    void aListingIsSignedWithItsQueryAsDocumented() {
        Request request = Request.get("/").withQuery("max-keys=2&prefix=J");

        assertThat(new Signer(EXAMPLE).sign(request, PayloadMode.SIGNED, TIME).signature())
                .isEqualTo("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
    }

    @Test
    void chunksAreSignedOneOnTheOtherAsDocumented() {
        Signer signer = new Signer(EXAMPLE);
        signer.sign(Request.get("/"), PayloadMode.SIGNED, TIME);
        String seed = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";

        String first = signer.signChunk(seed, "bf718b6f653bebc184e1479f1935b8da974d701b893afcf49e701f3e2f9f9c5a");

        assertThat(first).isEqualTo("ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648");
    }

    @Test
    void theLengthOfAChunkedBodyIsKnownBeforeItIsWritten() {
        for (int size : new int[] {1, 4096, 65535, 65536, 65537, 200_000}) {
            Body body = Body.of(size);
            Signer signer = new Signer(EXAMPLE);
            ChunkedFrames frames = new ChunkedFrames(signer, body, "seed");
            long written = 0;
            for (int index = 0; index <= body.chunks(); index++) {
                written += frames.before(index).remaining();
                written += index < body.chunks() ? body.chunkBytes(index) : 0;
            }
            assertThat(written).isEqualTo(ChunkedFrames.encodedBytes(body));
        }
    }
}
