package dfs.metadata.form;

import dfs.protocol.metadata.Mutation;
import java.util.List;

/**
 * One entry of the log: a batch of mutations and the time it was stamped with.
 *
 * @param id tells the batch apart from others of the same process, for whoever waits for it
 * @param stampMillis milliseconds since 1970
 * @param mutations what is applied, in order
 */
public record Command(long id, long stampMillis, List<Mutation<?>> mutations) {

    private static final int MAGIC = 0xDF;
    private static final int VERSION = 1;

    /** Copies the list. */
    public Command {
        mutations = List.copyOf(mutations);
    }

    /** As it stands in the log. */
    public byte[] write() {
        return write(id, stampMillis, mutations.size(), List.of(body(mutations)));
    }

    /** Mutations as they stand in a log entry, without what an entry begins with. */
    public static byte[] body(List<Mutation<?>> mutations) {
        ByteWriter out = new ByteWriter();
        mutations.forEach(mutation -> MutationForm.write(out, mutation));
        return out.toBytes();
    }

    /** A log entry of {@code count} mutations, whose {@link #body bodies} follow one another. */
    public static byte[] write(long id, long stampMillis, int count, List<byte[]> bodies) {
        ByteWriter out = new ByteWriter()
                .octet(MAGIC)
                .octet(VERSION)
                .fixed(id)
                .number(stampMillis)
                .number(count);
        bodies.forEach(out::raw);
        return out.toBytes();
    }

    /** Reads an entry of the log. */
    public static Command read(byte[] entry) {
        ByteReader in = new ByteReader(entry);
        int magic = in.octet();
        int version = in.octet();
        if (magic != MAGIC || version != VERSION) {
            throw new IllegalArgumentException(
                    "log entry of magic " + magic + " and version " + version + " is not known");
        }
        Command command = new Command(in.fixed(), in.number(), in.list(MutationForm::read));
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes stand behind the last mutation of a log entry");
        }
        return command;
    }
}
