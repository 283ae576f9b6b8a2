package dfs.history;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.Engine;
import dfs.metadata.MemoryEngine;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Mutation.PutObject;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Preconditions;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Engines with faults that were planted. */
final class Engines {

    private Engines() {}

    /** Syncs its log once in so many commits, and answers each at once: with 1 it is right, with more it is not. */
    static final class Logged implements Engine {

        private final int commitsPerSync;
        private final Turns turns;
        private final List<List<Mutation<?>>> log = new ArrayList<>();
        private MemoryEngine applied = new MemoryEngine(InstantSource.system());
        private int synced;
        private int lives = 1;

        Logged(int commitsPerSync, Turns turns) {
            this.commitsPerSync = commitsPerSync;
            this.turns = turns;
        }

        /** Syncs what was committed so far. */
        void syncAll() {
            synced = log.size();
        }

        /** Power is cut: what was not synced is gone, and whoever waited is left without an answer. */
        void crash() {
            lives++;
            log.subList(synced, log.size()).clear();
            applied = new MemoryEngine(InstantSource.system());
            log.forEach(applied::commit);
        }

        @Override
        public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
            int life = lives;
            turns.pause();
            cut(life);
            log.add(mutations);
            if (log.size() - synced >= commitsPerSync) {
                synced = log.size();
            }
            List<Outcome<?>> outcomes = applied.commit(mutations);
            turns.pause();
            cut(life);
            return outcomes;
        }

        private void cut(int life) {
            if (life != lives) {
                throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
            }
        }

        @Override
        public <A> Read.Answer<A> read(Read<A> read) {
            return applied.read(read);
        }

        @Override
        public ComponentState state() {
            return ComponentState.OPERATIONAL;
        }

        @Override
        public void close() {}
    }

    /** Looks whether a condition holds, and then writes without it. */
    record CheckThenWrite(Engine engine, Turns turns) implements Engine {

        @Override
        public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
            if (!(mutations.getFirst() instanceof PutObject put)
                    || put.preconditions().ifNoneMatch().isEmpty()) {
                return engine.commit(mutations);
            }
            var found = engine.read(new Read<>(
                            new Query.FindObject(put.bucket(), put.key(), java.util.Optional.empty()),
                            Consistency.STRONG))
                    .value();
            if (found.isPresent() && !found.get().isDeleteMarker()) {
                return engine.commit(mutations); // refused
            }
            turns.pause();
            return engine.commit(List.of(new PutObject(
                    put.bucket(), put.key(), put.object(), put.content(), put.bornAfter(), Preconditions.NONE)));
        }

        @Override
        public <A> Read.Answer<A> read(Read<A> read) {
            return engine.read(read);
        }

        @Override
        public ComponentState state() {
            return engine.state();
        }

        @Override
        public void close() {
            engine.close();
        }
    }

    /** Answers a question that was asked before as it did then, a few times. */
    record StaleReads(Engine engine, int times, Map<Query<?>, Kept> kept) implements Engine {

        private record Kept(Read.Answer<?> answer, int left) {}

        StaleReads(Engine engine, int times) {
            this(engine, times, new HashMap<>());
        }

        @Override
        public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
            return engine.commit(mutations);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <A> Read.Answer<A> read(Read<A> read) {
            Kept known = kept.get(read.query());
            if (known == null || known.left() == 0) {
                known = new Kept(engine.read(read), times);
            } else {
                known = new Kept(known.answer(), known.left() - 1);
            }
            kept.put(read.query(), known);
            return (Read.Answer<A>) known.answer();
        }

        @Override
        public ComponentState state() {
            return engine.state();
        }

        @Override
        public void close() {
            engine.close();
        }
    }
}
