package dfs.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dfs.conformance.DeclaredContract.Operation;
import dfs.core.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Asks for operations as the contract declares them, and keeps what their replies have against it. */
final class ContractWalk {

    private final DeclaredContract contract;
    private final TreeSet<String> visited = new TreeSet<>();
    private final TreeSet<String> succeeded = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    ContractWalk(DeclaredContract contract) {
        this.contract = contract;
    }

    /** What differed from the contract. */
    List<String> problems() {
        return problems;
    }

    /** The operations that were visited. */
    TreeSet<String> visited() {
        return visited;
    }

    /** Those of them that answered with success. */
    TreeSet<String> succeeded() {
        return succeeded;
    }

    /** Asks for an operation, where {@code more} gives what the contract leaves open, and compares the reply. */
    @CanIgnoreReturnValue
    Reply visit(String id, Bucket bucket, String key, int status, UnaryOperator<Request> more) {
        Operation operation = contract.operations().get(id);
        String path = operation.path().replace("{Bucket}", bucket.name()).replace("{Key}", key);
        Request request = more.apply(bucket.endpoint().request(operation.method(), path));
        for (String parameter : operation.parameters()) {
            String[] pair = parameter.split("=", 2);
            if (pair.length == 2) {
                request.query(pair[0], pair[1]);
            } else if (!request.target().matches(".*[?&]" + parameter + "=.*")) {
                request.query(parameter);
            }
        }
        assertThat(request.isCopy()).isEqualTo(operation.isCopy());
        Reply reply = request.send();
        compare(id, status, reply);
        return reply;
    }

    /** Compares a reply to an operation with the contract. */
    void compare(String id, int status, Reply reply) {
        visited.add(id);
        if (reply.status() < 300) {
            succeeded.add(id);
        }
        if (reply.status() != status) {
            problems.add(id + " was to answer " + status + " and answered " + reply);
        }
        ReplyCheck.problems(contract, contract.operations().get(id), reply)
                .forEach(problem -> problems.add(id + " " + status + ": " + problem));
    }
}
