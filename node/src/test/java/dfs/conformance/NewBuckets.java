package dfs.conformance;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives a new bucket to each test that asks for one, and removes it afterwards where the endpoint is not ours. */
final class NewBuckets implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        Class<?> type = parameter.getParameter().getType();
        return type == Bucket.class || type == S3Endpoint.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        if (parameter.getParameter().getType() == S3Endpoint.class) {
            return S3Endpoint.HERE;
        }
        Bucket bucket = S3Endpoint.HERE.newBucket();
        if (System.getProperty("endpoint") != null) {
            test.getStore(ExtensionContext.Namespace.create(NewBuckets.class, test.getUniqueId()))
                    .put(bucket.name(), (AutoCloseable) bucket::remove);
        }
        return bucket;
    }
}
