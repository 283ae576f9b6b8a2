package dfs.s3.xml;

import dfs.core.checksum.Checksum;
import dfs.core.checksum.ChecksumAlgorithm;
import dfs.core.checksum.ChecksumType;
import dfs.core.checksum.PartChecksums;
import dfs.core.error.ErrorCode;
import dfs.core.error.S3Error;
import dfs.core.record.PartRecord;
import dfs.protocol.metadata.Mutation.CompletedPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The body of CompleteMultipartUpload.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html">CompleteMultipartUpload</a>
 */
public final class CompleteDocument {

    private CompleteDocument() {}

    /**
     * Reads the parts in the order given, at least one. Of a number that stands there several times in a row, because its part
     * was sent again meanwhile, the last counts.
     *
     * @throws dfs.core.error.S3Failure {@code MalformedXML}, {@code InvalidArgument} where a number is out of range
     */
    public static List<CompletedPart> parse(byte[] document) {
        XmlElement root = XmlReader.read(document, "CompleteMultipartUpload");
        List<XmlElement> parts = Fields.children(root, "Part");
        if (parts.isEmpty() || parts.size() > PartRecord.NUMBER_MAX) {
            throw XmlReader.malformed(
                    "it names " + parts.size() + " parts; the limit is 1 to " + PartRecord.NUMBER_MAX);
        }
        List<CompletedPart> completed = new ArrayList<>(parts.size());
        for (XmlElement each : parts) {
            CompletedPart part = part(each);
            if (!completed.isEmpty() && completed.getLast().number() == part.number()) {
                completed.removeLast();
            }
            completed.add(part);
        }
        return completed;
    }

    private static CompletedPart part(XmlElement part) {
        int number = Fields.number("PartNumber", Fields.needed(part, "PartNumber"));
        if (number < 1 || number > PartRecord.NUMBER_MAX) {
            throw S3Error.of(
                            ErrorCode.INVALID_ARGUMENT,
                            "Part number must be an integer between 1 and " + PartRecord.NUMBER_MAX + ", inclusive")
                    .with("ArgumentName", "partNumber")
                    .with("ArgumentValue", Integer.toString(number))
                    .failure();
        }
        return new CompletedPart(number, Fields.unquoted(Fields.needed(part, "ETag")), checksum(part));
    }

    private static Optional<Checksum> checksum(XmlElement part) {
        Optional<Checksum> checksum = Optional.empty();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> value = Fields.word(part, algorithm.element());
            if (value.isEmpty()) {
                continue;
            }
            if (checksum.isPresent() || !PartChecksums.isWellFormed(algorithm, value.get())) {
                throw S3Error.of(ErrorCode.INVALID_ARGUMENT, "Invalid Base64 or multiple checksums present in request")
                        .with("ArgumentName", "Checksum")
                        .with("ArgumentValue", value.get())
                        .failure();
            }
            checksum = Optional.of(new Checksum(algorithm, ChecksumType.FULL_OBJECT, value.get()));
        }
        return checksum;
    }
}
