package dfs.metadata.index;

/** An index as apply sees it: what was put is read back at once, and all of it becomes durable together or not at all. */
public interface WritableIndex extends Index {

    /** Puts or replaces. */
    void put(Table table, byte[] key, byte[] value);

    /** Removes; an absent key is no error. */
    void delete(Table table, byte[] key);

    /** Begins a step: what is written from now on is undone by {@link #undo} until the next step begins. */
    void step();

    /** Takes back what was written since the step began. */
    void undo();
}
