package dfs.s3;

import dfs.metadata.Engine;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Metadata of a member that may hear late of what becomes of buckets: what it told of one last it goes on telling, but for strong reads. */
final class LaggingEngine implements Engine {

    /** Whether it hears of nothing. */
    volatile boolean isBehind;

    private final Engine engine;
    private final Map<Query<?>, Read.Answer<?>> told = new ConcurrentHashMap<>();

    LaggingEngine(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        return engine.commit(mutations);
    }

    @Override
    @SuppressWarnings("unchecked") // a query's answer is of the query's own type
    public <A> Read.Answer<A> read(Read<A> read) {
        Read.Answer<?> old = told.get(read.query());
        if (isBehind && old != null && !read.consistency().equals(Consistency.STRONG)) {
            return (Read.Answer<A>) old;
        }
        Read.Answer<A> answer = engine.read(read);
        if (!isBehind && read.query() instanceof Query.FindBucket) {
            told.put(read.query(), answer);
        }
        return answer;
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
