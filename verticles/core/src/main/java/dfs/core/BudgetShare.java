package dfs.core;

/**
 * What one of those holds who share a {@link ByteBudget}. It may hold more than the budget has, and gives back no more than it took. Its
 * owner sees to it that one thread at a time uses it.
 */
public final class BudgetShare {

    /** What a buffer takes beside its bytes, about: who sends may send them one by one. */
    public static final int BUFFER_BYTES = 256;

    private final ByteBudget budget;
    private long heldBytes;
    private long takenBytes;

    /** A share in which nothing is held. */
    public BudgetShare(ByteBudget budget) {
        this.budget = budget;
    }

    /** Counts bytes as held. Returns whether the budget had them. */
    @CanIgnoreReturnValue
    public boolean hold(long bytes) {
        heldBytes += bytes;
        if (!budget.tryTake(bytes)) {
            return false;
        }
        takenBytes += bytes;
        return true;
    }

    /** Counts bytes as held no more. What the budget did not have is what stays held longest. */
    public void letGo(long bytes) {
        heldBytes -= bytes;
        long given = Math.min(takenBytes, bytes);
        takenBytes -= given;
        budget.give(given);
    }

    /** Counts none as held any more. */
    public void letGoOfAll() {
        letGo(heldBytes);
    }

    /** How many bytes are held. */
    public long heldBytes() {
        return heldBytes;
    }

    /** How many bytes the budget still has, for all who share it. */
    public long leftBytes() {
        return budget.leftBytes();
    }
}
