package dfs.metadata.form;

import dfs.protocol.metadata.Mutation;
import java.util.List;
import java.util.Optional;

/**
 * One entry of the log: a batch of mutations and the time it was stamped with.
 *
 * @param id tells the batch apart from others, for whoever waits for it
 * @param origin who packed it, so that it is applied once however often it was sent; absent where it can have been sent but once
 * @param stampMillis milliseconds since 1970, by the clock of whoever packed it
 * @param mutations what is applied, in order
 */
public record Command(long id, Optional<Origin> origin, long stampMillis, List<Mutation<?>> mutations) {

    private static final int MAGIC = 0xDF;

    /** Commands without an origin, as a member that is alone writes them. */
    private static final int VERSION = 1;

    private static final int VERSION_WITH_ORIGIN = 2;

    /**
     * Who packed a command.
     *
     * @param packer tells the packers of all processes apart; it has one command on its way at a time
     * @param call counts the packer's commands
     */
    public record Origin(long packer, long call) {}

    /** Copies the list. */
    public Command {
        mutations = List.copyOf(mutations);
    }

    /** A command that is sent once. */
    public Command(long id, long stampMillis, List<Mutation<?>> mutations) {
        this(id, Optional.empty(), stampMillis, mutations);
    }

    /** As it stands in the log. */
    public byte[] write() {
        return write(id, origin, stampMillis, mutations.size(), List.of(body(mutations)));
    }

    /** Mutations as they stand in a log entry, without what an entry begins with. */
    public static byte[] body(List<Mutation<?>> mutations) {
        ByteWriter out = new ByteWriter();
        mutations.forEach(mutation -> MutationForm.write(out, mutation));
        return out.toBytes();
    }

    /** A log entry of {@code count} mutations, whose {@link #body bodies} follow one another. */
    public static byte[] write(long id, Optional<Origin> origin, long stampMillis, int count, List<byte[]> bodies) {
        ByteWriter out = new ByteWriter()
                .octet(MAGIC)
                .octet(origin.isPresent() ? VERSION_WITH_ORIGIN : VERSION)
                .fixed(id);
        origin.ifPresent(from -> out.fixed(from.packer()).number(from.call()));
        out.number(stampMillis).number(count);
        bodies.forEach(out::raw);
        return out.toBytes();
    }

    /** Reads an entry of the log. */
    public static Command read(byte[] entry) {
        ByteReader in = new ByteReader(entry);
        int magic = in.octet();
        int version = in.octet();
        if (magic != MAGIC || (version != VERSION && version != VERSION_WITH_ORIGIN)) {
            throw new IllegalArgumentException(
                    "log entry of magic " + magic + " and version " + version + " is not known");
        }
        long id = in.fixed();
        Optional<Origin> origin =
                version == VERSION ? Optional.empty() : Optional.of(new Origin(in.fixed(), in.number()));
        Command command = new Command(id, origin, in.number(), in.list(MutationForm::read));
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("bytes stand behind the last mutation of a log entry");
        }
        return command;
    }
}
