package dfs.node.memory;

import dfs.core.name.BlobId;
import dfs.protocol.blob.BlobReader;
import dfs.protocol.blob.BlobStore;
import dfs.protocol.blob.BlobWriter;
import dfs.protocol.health.ComponentState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/** Blobs in plain files. */
public final class MemoryBlobs implements BlobStore {

    private final Path folder;

    /** In a folder. */
    public MemoryBlobs(Path folder) {
        this.folder = folder;
    }

    private Path file(BlobId id) {
        return folder.resolve(id.toString());
    }

    @Override
    public BlobWriter create(BlobId id, long sizeBytes) {
        try {
            FileChannel channel = FileChannel.open(file(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            return new BlobWriter() {
                @Override
                public void write(ByteBuffer bytes) {
                    try {
                        while (bytes.hasRemaining()) {
                            channel.write(bytes);
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public long commit() {
                    return System.currentTimeMillis();
                }

                @Override
                public void close() {
                    try {
                        channel.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<BlobReader> open(BlobId id) {
        try {
            FileChannel channel = FileChannel.open(file(id), StandardOpenOption.READ);
            long size = channel.size();
            return Optional.of(new BlobReader() {
                @Override
                public long sizeBytes() {
                    return size;
                }

                @Override
                public ByteBuffer read(long offset, int length) {
                    try {
                        ByteBuffer buffer = ByteBuffer.allocate(length);
                        long at = offset;
                        while (buffer.hasRemaining()) {
                            at += channel.read(buffer, at);
                        }
                        return buffer.flip().asReadOnlyBuffer();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                @Override
                public Region region(long offset, long length) {
                    return new Region(channel, offset, length);
                }

                @Override
                public void close() {
                    try {
                        channel.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            });
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(List<BlobId> ids) {
        for (BlobId id : ids) {
            try {
                Files.deleteIfExists(file(id));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public List<StoredBlob> list(Optional<BlobId> after, int max) {
        return List.of();
    }

    @Override
    public Verdict verify(BlobId id) {
        return new Verdict.Sound(0);
    }

    @Override
    public Optional<Compacted> compact() {
        return Optional.empty();
    }

    @Override
    public ComponentState state() {
        return ComponentState.OPERATIONAL;
    }

    @Override
    public Space space() {
        return new Space(0, 0, 0, 0, 0);
    }
}
