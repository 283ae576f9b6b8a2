package dfs.management.http;

import java.util.Map;

/** Some operations of the contract, by operationId. */
@FunctionalInterface
public interface Operations {

    /** The operations. */
    Map<String, Operation> byId();
}
