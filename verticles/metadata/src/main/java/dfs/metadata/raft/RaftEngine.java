package dfs.metadata.raft;

import dfs.core.ByteBudget;
import dfs.metadata.Engine;
import dfs.metadata.rocks.RocksStore;
import dfs.metadata.spread.SpreadEngine;
import dfs.protocol.cluster.Membership;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Read;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the metadata of a node, alone or among others: in one group or several a log, replicated where there are others, and the index it
 * drives.
 *
 * <p>When a log's disk fails, commits are refused and reads go on, see {@link Driver}.
 */
public final class RaftEngine implements Engine {

    private final Driver driver;
    private final List<Seat> seats;
    private final Engine engine;
    private final Roster roster;
    private final Optional<Caretaker> caretaker;

    private RaftEngine(
            RaftSettings settings, MeterRegistry registry, FolderWatch folder, Driver driver, List<Seat> seats) {
        this.driver = driver;
        this.seats = seats;
        ByteBudget waiting = Batcher.budget();
        List<GroupEngine> groups = seats.stream()
                .map(seat -> new GroupEngine(settings, registry, folder, driver, seat, waiting))
                .toList();
        this.engine = groups.size() == 1 ? groups.getFirst() : new SpreadEngine(groups);
        this.roster = new Roster(new Members(settings.self(), driver, seats), engine);
        this.caretaker = groups.size() == 1
                ? Optional.empty()
                : Optional.of(Caretaker.of(seats, Caretaker.Pauses.of(settings.pace())));
    }

    /**
     * Opens the metadata in the settings' folder, and waits until it can serve; where the disk takes no writes, reads. Among others
     * it waits for them no longer than some seconds, and serves what it can without them.
     *
     * @throws IOException where it cannot be opened, with the reason
     */
    public static RaftEngine open(RaftSettings settings, InstantSource clock, MeterRegistry registry)
            throws IOException, InterruptedException {
        return open(settings, clock, registry, Meddling.NONE);
    }

    static RaftEngine open(RaftSettings settings, InstantSource clock, MeterRegistry registry, Meddling meddling)
            throws IOException, InterruptedException {
        Files.createDirectories(settings.log());
        FolderWatch folder = new FolderWatch(settings.folder(), clock, settings.space());
        List<Seat> seats = seats(settings);
        Driver driver = new Driver(settings, clock, folder, seats, meddling);
        try {
            driver.start();
        } catch (IOException | InterruptedException | RuntimeException e) {
            driver.close();
            throw e;
        }
        return new RaftEngine(settings, registry, folder, driver, seats);
    }

    private static List<Seat> seats(RaftSettings settings) throws IOException {
        List<Seat> seats = new ArrayList<>();
        try {
            for (Group group : settings.places()) {
                group.adopt();
                Files.createDirectories(group.folder());
                Snapshots.finish(group.index());
                seats.add(new Seat(group, new RocksStore(group.index(), settings.groups())));
            }
        } catch (IOException | RuntimeException e) {
            seats.forEach(seat -> seat.store().close());
            throw e;
        }
        return seats;
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        return engine.commit(mutations);
    }

    @Override
    public <A> Read.Answer<A> read(Read<A> read) {
        return engine.read(read);
    }

    /** Who keeps the metadata, and who else belongs to the cluster. */
    public Membership membership() {
        return roster;
    }

    /** This node's voice in the first group, for tests. */
    Voice voice() {
        return voice(0);
    }

    /** This node's voice in a group, for tests. */
    Voice voice(int group) {
        return seats.get(group).voice().orElseThrow();
    }

    @Override
    public ComponentState state() {
        return engine.state();
    }

    @Override
    public void close() {
        caretaker.ifPresent(Caretaker::close);
        engine.close();
        driver.close();
    }
}
