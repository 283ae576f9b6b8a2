package dfs.s3.contract;

import dfs.s3.call.Level;
import dfs.s3.operation.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Binds the contract's operations to code, once, when the node starts. */
public final class ContractBinder {

    private ContractBinder() {}

    /**
     * Binds.
     *
     * @param contract the operations of the contract
     * @param operations the code there is
     * @param notImplemented makes the code of an operation that the contract marks as not implemented, from its id
     * @throws IllegalStateException naming every operation without code, every code without operation, every name given
     *     twice, and every two operations that no request can tell apart
     */
    public static S3Contract bind(
            List<ContractOperation> contract, List<Operation> operations, Function<String, Operation> notImplemented) {
        List<String> problems = new ArrayList<>();
        Map<String, Operation> code = new HashMap<>();
        for (Operation operation : operations) {
            if (code.putIfAbsent(operation.id(), operation) != null) {
                problems.add("two handlers for operation " + operation.id());
            }
        }
        Map<Level, Map<String, List<BoundOperation>>> table = S3Contract.emptyTable();
        Map<String, BoundOperation> fixed = new HashMap<>();
        Map<String, String> places = new HashMap<>();
        Set<String> ids = new HashSet<>();
        for (ContractOperation operation : contract) {
            if (operation.id().isEmpty() || !ids.add(operation.id())) {
                problems.add("operation " + operation.id() + " stands twice in the contract, or has no name");
            }
            String other = places.putIfAbsent(place(operation), operation.id());
            if (other != null) {
                problems.add("nothing tells operations " + other + " and " + operation.id() + " apart");
            }
            Operation bound = code.remove(operation.id());
            if (bound == null) {
                if (operation.isImplemented()) {
                    problems.add("no handler for operation " + operation.id());
                }
                bound = notImplemented.apply(operation.id());
            } else if (!operation.isImplemented()) {
                problems.add("operation " + operation.id() + " has a handler, and the contract says it has none");
            }
            place(operation, bound, table, fixed);
        }
        code.keySet().stream().sorted().forEach(id -> problems.add("handler without operation: " + id));
        if (!problems.isEmpty()) {
            throw new IllegalStateException("openapi/s3.yaml and the code differ: " + String.join("; ", problems));
        }
        Comparator<BoundOperation> heaviestFirst =
                Comparator.comparingInt(bound -> -bound.contract().weight());
        table.values().forEach(byMethod -> byMethod.values().forEach(bound -> bound.sort(heaviestFirst)));
        return new S3Contract(table, fixed);
    }

    private static void place(
            ContractOperation operation,
            Operation code,
            Map<Level, Map<String, List<BoundOperation>>> table,
            Map<String, BoundOperation> fixed) {
        BoundOperation bound = new BoundOperation(operation, code);
        PathKey key = operation.key();
        if (key.fixedPath().isPresent()) {
            fixed.put(S3Contract.fixedKey(operation.method(), key.fixedPath().get()), bound);
            return;
        }
        table.getOrDefault(key.level(), Map.of())
                .computeIfAbsent(operation.method(), method -> new ArrayList<>())
                .add(bound);
    }

    /** Where an operation is found, in one spelling: two of the same place are ambiguous. */
    private static String place(ContractOperation operation) {
        List<String> needs = new ArrayList<>();
        operation
                .key()
                .needs()
                .forEach(need ->
                        needs.add(need.name() + need.value().map(v -> "=" + v).orElse("")));
        needs.addAll(operation.markerHeaders());
        needs.sort(Comparator.naturalOrder());
        return operation.method()
                + ' '
                + operation.key().level()
                + ' '
                + operation.key().fixedPath().orElse("")
                + ' '
                + needs;
    }
}
