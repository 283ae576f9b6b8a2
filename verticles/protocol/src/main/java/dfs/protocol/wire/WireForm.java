package dfs.protocol.wire;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * The written form of questions, answers and errors between nodes. Immutable; safe for any number of threads.
 *
 * <p>A message is a magic, a version, and one value. A value begins with a tag that says what it is, so that a reader can pass over
 * what it does not know. A record or an enum is introduced where it first occurs, by its name and the names of its fields, and has a
 * number from then on. The same value always gives the same bytes: maps are written in the order they have.
 *
 * <p>Only types reached from the roots that this form was made of are written or read. No class is ever looked up by a name that came
 * from outside. A lone surrogate in a text has no form.
 *
 * <p>Versions: a field that the reader does not know is passed over; one that the writer did not know is empty where it is an optional
 * one, else the message is refused. So a field that is added later is Optional. Types may move between packages, but keep their names.
 */
public final class WireForm {

    /** What a message begins with: the letters DFSW, then the version. */
    static final byte[] HEAD = {'D', 'F', 'S', 'W', 1};

    /** The longest message: of several pages of the longest listing. */
    public static final int LENGTH_BYTES_MAX = 64 << 20;

    private final WireTypes types;

    private WireForm(WireTypes types) {
        this.types = types;
    }

    /**
     * A form of everything that can be reached from {@code roots}: components of records, choices of sealed interfaces, and the types
     * that these name as their answers.
     *
     * @throws IllegalArgumentException where a type among them has no written form
     */
    public static WireForm of(List<? extends Class<?>> roots) {
        return new WireForm(WireTypes.reachedFrom(roots));
    }

    /**
     * Writes a value.
     *
     * @throws WireException where it has no form, or is too long
     */
    public byte[] write(Object value) {
        WireWriter writer = new WireWriter(types);
        writer.raw(HEAD);
        writer.value(value, 0);
        return writer.bytes();
    }

    /**
     * Reads what {@link #write} wrote, here or at another node.
     *
     * @param type what it must be; generic ones are looked into
     * @throws WireException where it is not, in whatever way
     */
    public Object read(Type type, byte[] bytes) {
        if (bytes.length > LENGTH_BYTES_MAX) {
            throw new WireException("a message of " + bytes.length + " bytes is longer than " + LENGTH_BYTES_MAX);
        }
        WireReader reader = new WireReader(types, bytes);
        reader.head(HEAD);
        Object value = reader.value(0);
        reader.end();
        if (!Fit.fits(type, value)) {
            throw new WireException("the message is not what was expected, " + type.getTypeName());
        }
        return value;
    }

    /** Whether a value may stand where a type is asked for; generic ones are looked into. */
    public boolean isOf(Type type, Object value) {
        return Fit.fits(type, value);
    }

    /** The type of the answers to a question; empty where the question is not one of this form. */
    public Optional<Type> answerType(Class<?> question) {
        return types.answerType(question);
    }

    /** Every record and enum of this form, in order of their names. */
    public List<Class<?>> types() {
        return types.all();
    }
}
