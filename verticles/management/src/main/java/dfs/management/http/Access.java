package dfs.management.http;

import dfs.core.auth.Action;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.util.Arrays;

/** Whom an operation of the contract lets in. */
sealed interface Access {

    /** Everybody: the contract says {@code security: []}. */
    record Public() implements Access {}

    /** Everybody with a credential; the operation shows only what is theirs: {@code x-dfs-action: signed-in}. */
    record SignedIn() implements Access {}

    /** Those whom policy allows the action that {@code x-dfs-action} names. */
    record Allowed(Action action) implements Access {}

    /** Reads what the contract says of an operation; one that says nothing is a mistake that stops the start. */
    static Access of(Operation operation) {
        JsonObject model = operation.getOpenAPIModel();
        JsonArray security = model.getJsonArray("security");
        if (security != null && security.isEmpty()) {
            return new Public();
        }
        String action = model.getString("x-dfs-action", "");
        if (action.equals("signed-in")) {
            return new SignedIn();
        }
        return Arrays.stream(Action.values())
                .filter(known -> known.text().equals(action))
                .findFirst()
                .map(Allowed::new)
                .orElseThrow(() -> new IllegalStateException("the contract does not say whom "
                        + operation.getOperationId() + " lets in: x-dfs-action is \"" + action + "\""));
    }
}
