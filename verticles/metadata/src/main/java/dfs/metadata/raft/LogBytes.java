package dfs.metadata.raft;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * The bytes of a file of the Raft log, and which entries stand in them. Within an entry stand bytes that clients chose, and they may have
 * chosen some that look like entries: so where an entry says where it ends, none is looked for before that.
 */
final class LogBytes {

    private static final int CRC_BYTES = 4;
    private static final int SECTOR_BYTES = 512;
    private static final int VARINT_BYTES_MAX = 10;

    /** How every entry begins: the tag of its term, a protobuf field of number 1. */
    private static final byte TERM_TAG = 0x08;

    private static final byte INDEX_TAG = 0x10;

    /** One of the fields 3, 4 and 5, which have a length, follows and is the last. */
    private static final List<Byte> BODY_TAGS = List.of((byte) 0x1a, (byte) 0x22, (byte) 0x2a);

    /** The fewest bytes of an entry. */
    private static final int ENTRY_BYTES_MIN = 8;

    /** So much is read in vain at most in search of an entry: bytes made for it could take hours. */
    private static final long SEARCH_BYTES_MAX = 1L << 30;

    private final ByteBuffer bytes;
    private final int zerosFrom;

    /** Over the bytes up to the limit. */
    LogBytes(ByteBuffer bytes) {
        this.bytes = bytes;
        int end = bytes.limit();
        while (end > 0 && bytes.get(end - 1) == 0) {
            end--;
        }
        this.zerosFrom = end;
    }

    /** A sound entry, and where it ends. */
    record Entry(int end, long term, long index) {}

    /** What an entry says of itself, sound or not: where it ends, which may be behind the end of the file. */
    private record Claim(long end, long term, long index) {}

    /** Whether nothing but zeros stands from here on. */
    boolean isZeroFrom(int at) {
        return at >= zerosFrom;
    }

    /** The entry at a position; empty where there is none that is sound. */
    Optional<Entry> entry(int at) {
        return claim(at)
                .filter(claim -> claim.end() <= bytes.limit() && isSound(at, (int) claim.end()))
                .map(claim -> new Entry((int) claim.end(), claim.term(), claim.index()));
    }

    private boolean isSound(int at, int end) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at, end - CRC_BYTES - at));
        return (int) crc.getValue() == bytes.getInt(end - CRC_BYTES);
    }

    /** Whether the entry at a position, which is not sound, was written to its end: the checksum is there, which comes last. */
    boolean isWritten(int at) {
        return claim(at)
                .filter(claim -> claim.end() <= bytes.limit() && bytes.getInt((int) claim.end() - CRC_BYTES) != 0)
                .isPresent();
    }

    /** Whether sectors of the entry at a position are empty, or its end is: as they are where they never came to the disk. */
    boolean hasHole(int at) {
        long end = claim(at).map(Claim::end).orElse((long) at + 1);
        if (end > bytes.limit() || bytes.get((int) end - 1) == 0) {
            return true;
        }
        for (int from = at; from < end; ) {
            int to = (int) Math.min(end, (from / SECTOR_BYTES + 1L) * SECTOR_BYTES);
            if (isZero(from, to)) {
                return true;
            }
            from = to;
        }
        return false;
    }

    private boolean isZero(int from, int to) {
        for (int at = from; at < to; at++) {
            if (bytes.get(at) != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The indexes of sound entries that come after a damaged one.
     *
     * @param at where it stands
     * @param index which one it is
     * @param term of the one before
     */
    List<Long> behind(int at, long index, long term) {
        List<Long> found = new ArrayList<>();
        int from = at;
        long expected = index;
        while (!isZeroFrom(from)) {
            Optional<Entry> sound = from == at ? Optional.empty() : entry(from);
            Optional<Claim> claim = claim(from);
            long next = expected;
            if (sound.isPresent()) {
                found.add(sound.get().index());
                from = sound.get().end();
            } else if (claim.filter(each -> each.index() == next && each.term() >= term)
                    .isPresent()) {
                from = (int) Math.min(bytes.limit(), claim.get().end());
            } else {
                found.addAll(search(from + 1, expected, term));
                return found;
            }
            expected++;
        }
        return found;
    }

    /** Looks at every byte for an entry that may follow; where too much looks like one and is none, one is taken to be there. */
    private List<Long> search(int from, long index, long term) {
        List<Long> found = new ArrayList<>();
        long inVain = 0;
        int at = from;
        while (!isZeroFrom(at)) {
            long indexMax = index + 1 + (at - from) / ENTRY_BYTES_MIN + found.size();
            Optional<Claim> claim = claim(at)
                    .filter(each -> each.end() <= bytes.limit()
                            && each.index() > index
                            && each.index() <= indexMax
                            && each.term() >= term);
            if (claim.isPresent() && isSound(at, (int) claim.get().end())) {
                found.add(claim.get().index());
                at = (int) claim.get().end();
                continue;
            }
            inVain += claim.isPresent() ? claim.get().end() - at : 0;
            if (inVain > SEARCH_BYTES_MAX) {
                found.add(Long.MAX_VALUE);
                return found;
            }
            at++;
        }
        return found;
    }

    /** What the entry at a position says of itself; empty where what stands there is no beginning of one, or contradicts itself. */
    private Optional<Claim> claim(int at) {
        Varint length = varint(at);
        int fields = length.end();
        if (length.value() < 2 || length.value() > Integer.MAX_VALUE || !has(fields, TERM_TAG)) {
            return Optional.empty();
        }
        long end = fields + length.value() + CRC_BYTES;
        Varint term = varint(fields + 1);
        boolean isFirst = !has(term.end(), INDEX_TAG); // an index of 0 is not written
        Varint index = isFirst ? new Varint(0, term.end()) : varint(term.end() + 1);
        if (term.end() < 0 || index.end() < 0 || !BODY_TAGS.contains(tag(index.end()))) {
            return Optional.empty();
        }
        Varint body = varint(index.end() + 1);
        return body.end() >= 0 && body.end() + body.value() + CRC_BYTES == end
                ? Optional.of(new Claim(end, term.value(), index.value()))
                : Optional.empty();
    }

    private record Varint(long value, int end) {
        static final Varint NONE = new Varint(-1, Integer.MIN_VALUE);
    }

    private Varint varint(int from) {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX && from >= 0 && from + i < bytes.limit(); i++) {
            byte next = bytes.get(from + i);
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return new Varint(value, from + i + 1);
            }
        }
        return Varint.NONE;
    }

    private boolean has(int at, byte tag) {
        return tag(at) == tag;
    }

    private byte tag(int at) {
        return at >= 0 && at < bytes.limit() ? bytes.get(at) : 0;
    }
}
