package dfs.node.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.node.process.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS CLI, boto3, rclone and s3cmd: a bucket made, files up and down, small and in parts, listed and taken away. */
class ProgramsIT {

    private static final int LARGE_BYTES = 20 << 20;

    @TempDir
    private static Path nodeFolder;

    private static NodeProcess node;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        node = NodeProcess.start(nodeFolder);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theAwsCliWorks() throws IOException {
        Tool aws = new Tool(folder, aws());
        aws.assumePresent("the AWS CLI", "aws", "--version");
        Path large = largeFile();
        aws.run("aws", "s3", "mb", "s3://aws-cli");
        assertThat(aws.print("aws", "s3", "ls")).contains("aws-cli");
        aws.run("aws", "s3", "cp", "--quiet", large.toString(), "s3://aws-cli/a folder/large file");
        assertThat(aws.print("aws", "s3", "ls", "--recursive", "s3://aws-cli"))
                .contains(LARGE_BYTES + " a folder/large file");
        aws.run("aws", "s3", "cp", "--quiet", "s3://aws-cli/a folder/large file", "back");
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(large);
        aws.run("aws", "s3", "cp", "--quiet", "s3://aws-cli/a folder/large file", "s3://aws-cli/copy");
        Files.writeString(Files.createDirectories(folder.resolve("tree/b")).resolve("small"), "small");
        aws.run("aws", "s3", "sync", "--quiet", "tree", "s3://aws-cli/tree");
        assertThat(aws.print("aws", "s3api", "head-object", "--bucket", "aws-cli", "--key", "tree/b/small"))
                .contains("\"ContentLength\": 5");
        assertThat(aws.fail("aws", "s3api", "head-object", "--bucket", "aws-cli", "--key", "absent"))
                .contains("404");
        aws.run("aws", "s3", "rb", "--force", "s3://aws-cli");
    }

    @Test
    void boto3Works() throws IOException {
        Tool python = new Tool(folder, aws());
        python.assumePresent("boto3", "python3", "-c", "import boto3");
        Path script = Files.writeString(folder.resolve("client.py"), """
                import boto3, io, os
                from botocore.exceptions import ClientError
                s3 = boto3.client("s3")
                s3.create_bucket(Bucket="boto3")
                s3.put_object(Bucket="boto3", Key="kéy +%2F", Body=b"body", Metadata={"colour": "blue"})
                found = s3.get_object(Bucket="boto3", Key="kéy +%2F", ChecksumMode="ENABLED")
                assert found["Body"].read() == b"body" and found["Metadata"] == {"colour": "blue"}, found
                large = os.urandom(17 * 1024 * 1024)
                s3.upload_fileobj(io.BytesIO(large), "boto3", "large")
                back = io.BytesIO()
                s3.download_fileobj("boto3", "large", back)
                assert back.getvalue() == large
                s3.put_object(Bucket="boto3", Key="once", Body=b"1", IfNoneMatch="*")
                try:
                    s3.put_object(Bucket="boto3", Key="once", Body=b"2", IfNoneMatch="*")
                    raise SystemExit("a second conditional write succeeded")
                except ClientError as refusal:
                    assert refusal.response["Error"]["Code"] == "PreconditionFailed", refusal
                keys = [o["Key"] for p in s3.get_paginator("list_objects_v2").paginate(Bucket="boto3", PaginationConfig={"PageSize": 1})
                        for o in p["Contents"]]
                assert keys == ["kéy +%2F", "large", "once"], keys
                s3.delete_objects(Bucket="boto3", Delete={"Objects": [{"Key": k} for k in keys]})
                s3.delete_bucket(Bucket="boto3")
                print("all done")
                """);
        assertThat(python.print("python3", script.toString())).contains("all done");
    }

    @Test
    void rcloneWorks() throws IOException {
        Tool rclone = new Tool(
                folder,
                Map.of(
                        "RCLONE_CONFIG_DFS_TYPE", "s3",
                        "RCLONE_CONFIG_DFS_PROVIDER", "Other",
                        "RCLONE_CONFIG_DFS_ENDPOINT", node.s3(),
                        "RCLONE_CONFIG_DFS_ACCESS_KEY_ID", NodeProcess.ACCESS_KEY,
                        "RCLONE_CONFIG_DFS_SECRET_ACCESS_KEY", NodeProcess.SECRET_KEY,
                        "RCLONE_S3_CHUNK_SIZE", "5Mi",
                        "RCLONE_S3_UPLOAD_CUTOFF", "5Mi"));
        rclone.assumePresent("rclone", "rclone", "version");
        Path tree = Files.createDirectories(folder.resolve("tree/deep"));
        Files.move(largeFile(), tree.resolve("large"));
        Files.writeString(tree.resolve("small ü"), "small");
        rclone.run("rclone", "mkdir", "dfs:rclone");
        rclone.run("rclone", "sync", "tree", "dfs:rclone/tree");
        rclone.run("rclone", "check", "--download", "tree", "dfs:rclone/tree");
        rclone.run("rclone", "sync", "dfs:rclone/tree", "back");
        assertThat(folder.resolve("back/deep/large")).hasSameBinaryContentAs(tree.resolve("large"));
        rclone.run("rclone", "purge", "dfs:rclone");
    }

    @Test
    void s3cmdWorks() throws IOException {
        URI endpoint = URI.create(node.s3());
        Tool s3cmd = new Tool(folder, Map.of());
        s3cmd.assumePresent("s3cmd", "s3cmd", "--version");
        Files.writeString(folder.resolve(".s3cfg"), """
                [default]
                access_key = %s
                secret_key = %s
                host_base = %s
                host_bucket = %s
                use_https = False
                multipart_chunk_size_mb = 5
                """.formatted(
                NodeProcess.ACCESS_KEY, NodeProcess.SECRET_KEY, endpoint.getAuthority(), endpoint.getAuthority()));
        Path large = largeFile();
        s3cmd.run("s3cmd", "mb", "s3://s3cmd");
        s3cmd.run("s3cmd", "put", "--no-progress", large.toString(), "s3://s3cmd/large");
        assertThat(s3cmd.print("s3cmd", "ls", "s3://s3cmd")).contains(String.valueOf(LARGE_BYTES));
        s3cmd.run("s3cmd", "get", "--no-progress", "s3://s3cmd/large", "back");
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(large);
        s3cmd.run("s3cmd", "del", "--recursive", "--force", "s3://s3cmd");
        s3cmd.run("s3cmd", "rb", "s3://s3cmd");
    }

    private static Map<String, String> aws() {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                NodeProcess.ACCESS_KEY,
                "AWS_SECRET_ACCESS_KEY",
                NodeProcess.SECRET_KEY,
                "AWS_DEFAULT_REGION",
                "us-east-1",
                "AWS_ENDPOINT_URL",
                node.s3());
    }

    private Path largeFile() throws IOException {
        byte[] bytes = new byte[LARGE_BYTES];
        new Random(7).nextBytes(bytes);
        return Files.write(folder.resolve("large file"), bytes);
    }
}
