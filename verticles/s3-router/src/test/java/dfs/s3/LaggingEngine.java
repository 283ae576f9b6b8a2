package dfs.s3;

import dfs.core.error.ErrorCode;
import dfs.core.error.S3Failure;
import dfs.metadata.Engine;
import dfs.protocol.Consistency;
import dfs.protocol.health.ComponentState;
import dfs.protocol.metadata.Mutation;
import dfs.protocol.metadata.Outcome;
import dfs.protocol.metadata.Query;
import dfs.protocol.metadata.Read;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Metadata of a member that may hear late of what becomes of buckets and objects: what it told of one last it goes on telling, but for strong
 * reads. Something can be done between what is read and what is committed.
 */
final class LaggingEngine implements Engine {

    /** Whether it hears of nothing. */
    volatile boolean isBehind;

    /** Whether it hears from nobody, and cannot tell. */
    volatile boolean isCutOff;

    /** How often it could not tell what a bucket is. */
    final AtomicInteger refused = new AtomicInteger();

    /** Run once, by the next commit when it is done. */
    final AtomicReference<Runnable> afterCommit = new AtomicReference<>(() -> {});

    /** Run once, by the next read of a version when it is done. */
    final AtomicReference<Runnable> afterFindObject = new AtomicReference<>(() -> {});

    private final Engine engine;
    private final Map<Query<?>, Read.Answer<?>> told = new ConcurrentHashMap<>();

    LaggingEngine(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Outcome<?>> commit(List<Mutation<?>> mutations) {
        List<Outcome<?>> outcomes = engine.commit(mutations);
        afterCommit.getAndSet(() -> {}).run();
        return outcomes;
    }

    @Override
    @SuppressWarnings("unchecked") // a query's answer is of the query's own type
    public <A> Read.Answer<A> read(Read<A> read) {
        if (isCutOff && read.query() instanceof Query.FindBucket) {
            refused.incrementAndGet();
            throw new S3Failure(ErrorCode.SERVICE_UNAVAILABLE);
        }
        Read.Answer<?> old = told.get(read.query());
        if (isBehind && old != null && !read.consistency().equals(Consistency.STRONG)) {
            return new Read.Answer<>((A) old.value(), old.revisions(), read.consistency(), OptionalLong.empty());
        }
        Read.Answer<A> answer = engine.read(read);
        boolean isTold = read.query() instanceof Query.FindBucket || read.query() instanceof Query.FindObject;
        if (!isBehind && isTold) {
            told.put(read.query(), answer);
        }
        if (read.query() instanceof Query.FindObject) {
            afterFindObject.getAndSet(() -> {}).run();
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
