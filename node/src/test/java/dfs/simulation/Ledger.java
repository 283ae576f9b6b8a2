package dfs.simulation;

import dfs.metadata.index.Index;
import dfs.metadata.index.MemoryIndex;
import dfs.metadata.index.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The part of a member of the log that stays when its process ends: what it promised, its log, and a copy of its index. */
final class Ledger {

    static final int NOBODY = -1;

    /**
     * An entry.
     *
     * @param term of whoever led when it was made
     * @param command as it stands in the log; empty where the entry is for the log alone
     * @param joined who votes again from here on, having lost its disk; {@link #NOBODY} in most
     * @param incarnation of that one
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Entry(long term, byte[] command, int joined, int incarnation) {
        static Entry of(long term, byte[] command) {
            return new Entry(term, command, NOBODY, 0);
        }
    }

    /** A copy of an index, and up to where it was brought. */
    record Snapshot(MemoryIndex index, long last, long term) {
        static final Snapshot NONE = new Snapshot(new MemoryIndex(), 0, 0);
    }

    long term;
    int votedFor = NOBODY;
    int incarnation;
    boolean isVoter = true;
    Snapshot snapshot = Snapshot.NONE;
    long synced;
    private List<Entry> entries = new ArrayList<>();

    long base() {
        return snapshot.last();
    }

    long last() {
        return base() + entries.size();
    }

    boolean has(long index, long ofTerm) {
        return index >= base() && index <= last() && termAt(index) == ofTerm;
    }

    long termAt(long index) {
        return index == base() ? snapshot.term() : at(index).term();
    }

    Entry at(long index) {
        return entries.get((int) (index - base() - 1));
    }

    List<Entry> from(long index, int max) {
        int first = (int) (index - base() - 1);
        return List.copyOf(entries.subList(first, Math.min(entries.size(), first + max)));
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void cutAfter(long index) {
        entries.subList((int) (index - base()), entries.size()).clear();
        synced = Math.min(synced, index);
    }

    /** The power is cut: what was not synced is gone. */
    void crash() {
        cutAfter(Math.max(base(), synced));
    }

    /** The disk is another one: what was promised is forgotten, so it promises nothing until it is let vote again. */
    void wipe() {
        term = 0;
        votedFor = NOBODY;
        incarnation++;
        isVoter = false;
        snapshot = Snapshot.NONE;
        entries.clear();
        synced = 0;
    }

    /** Forgets the entries that a copy of the index holds. */
    void shorten(Snapshot made) {
        entries = new ArrayList<>(entries.subList((int) (made.last() - base()), entries.size()));
        snapshot = made;
        synced = Math.max(synced, made.last());
    }

    /** Takes the copy of another member in the place of all that it has. */
    void adopt(Snapshot received) {
        boolean goesOn = has(received.last(), received.term());
        List<Entry> behind = goesOn ? from(received.last() + 1, (int) (last() - received.last())) : List.of();
        snapshot = received;
        entries = new ArrayList<>(behind);
        synced = goesOn ? Math.max(synced, received.last()) : received.last();
    }

    static MemoryIndex copy(Index index) {
        MemoryIndex copy = new MemoryIndex();
        for (Table table : Table.values()) {
            try (Index.Cursor rows = index.cursor(table, new byte[0])) {
                while (rows.next()) {
                    copy.put(table, rows.key(), rows.value());
                }
            }
        }
        copy.step();
        return copy;
    }

    /** A number that differs between indexes that differ. */
    static int digest(Index index) {
        int digest = 1;
        for (Table table : Table.values()) {
            try (Index.Cursor rows = index.cursor(table, new byte[0])) {
                while (rows.next()) {
                    digest = 31 * (31 * digest + Arrays.hashCode(rows.key())) + Arrays.hashCode(rows.value());
                }
            }
        }
        return digest;
    }
}
