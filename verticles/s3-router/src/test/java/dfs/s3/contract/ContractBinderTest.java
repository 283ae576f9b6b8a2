package dfs.s3.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dfs.core.auth.Principal;
import dfs.s3.access.FormProof;
import dfs.s3.form.SizeRange;
import dfs.s3.operation.NotImplemented;
import dfs.s3.operation.Operation;
import dfs.s3.operation.Operations;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

final class ContractBinderTest {

    private static final String CONTRACT = """
            paths:
              /{Bucket}:
                get: {operationId: ListThings}
              /{Bucket}?color:
                get: {operationId: GetColor}
              /{Bucket}?shape:
                get: {operationId: GetShape, x-dfs-not-implemented: true}
            """;

    @Test
    void theContractOfThisModuleIsBoundToItsCode() {
        FormProof nobody = (fields, bucket, now) -> new FormProof.Proof(new Principal.Anonymous(), SizeRange.ANY);
        assertThat(ContractBinder.bind(ContractDocument.load(), Operations.all(nobody), NotImplemented::new))
                .isNotNull();
    }

    @Test
    void anOperationWithoutHandlerStopsTheStartWithItsName() {
        assertThatThrownBy(() -> bind(CONTRACT, "ListThings"))
                .hasMessageContaining("no handler for operation GetColor");
    }

    @Test
    void aHandlerWithoutOperationStopsTheStartWithItsName() {
        assertThatThrownBy(() -> bind(CONTRACT, "ListThings", "GetColor", "Bogus"))
                .hasMessageContaining("handler without operation: Bogus");
    }

    @Test
    void allDifferencesAreNamedAtOnce() {
        assertThatThrownBy(() -> bind(CONTRACT, "ListThings", "Bogus"))
                .hasMessageContaining("GetColor")
                .hasMessageContaining("Bogus");
    }

    @Test
    void aHandlerOfAnOperationMarkedAsNotImplementedStopsTheStart() {
        assertThatThrownBy(() -> bind(CONTRACT, "ListThings", "GetColor", "GetShape"))
                .hasMessageContaining("GetShape has a handler");
    }

    @Test
    void twoOperationsThatNoRequestCanTellApartStopTheStart() {
        String ambiguous = CONTRACT + """
              /{Bucket}?a&b:
                get: {operationId: First, x-dfs-not-implemented: true}
              /{Bucket}?b&a:
                get: {operationId: Second, x-dfs-not-implemented: true}
            """;
        assertThatThrownBy(() -> bind(ambiguous, "ListThings", "GetColor"))
                .hasMessageContaining("nothing tells operations First and Second apart");
    }

    @Test
    void anOperationThatStandsTwiceStopsTheStart() {
        String twice = CONTRACT + """
              /{Bucket}?again:
                get: {operationId: GetShape, x-dfs-not-implemented: true}
            """;
        assertThatThrownBy(() -> bind(twice, "ListThings", "GetColor")).hasMessageContaining("GetShape stands twice");
    }

    @Test
    void twoHandlersOfOneOperationStopTheStart() {
        assertThatThrownBy(() -> bind(CONTRACT, "ListThings", "GetColor", "GetColor"))
                .hasMessageContaining("two handlers for operation GetColor");
    }

    private static S3Contract bind(String contract, String... handlers) {
        List<Operation> operations =
                List.of(handlers).stream().<Operation>map(NotImplemented::new).toList();
        return ContractBinder.bind(
                ContractDocument.operations(new Yaml().load(contract)), operations, NotImplemented::new);
    }
}
