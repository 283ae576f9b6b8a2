import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes each contract, {@code NAME.yaml} of the first folder given, as {@code NAME.json} into the second. */
final class ContractsToJson {

    private ContractsToJson() {}

    public static void main(String[] arguments) throws IOException {
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        ObjectMapper json = new ObjectMapper();
        Path target = Files.createDirectories(Path.of(arguments[1]));
        try (DirectoryStream<Path> contracts = Files.newDirectoryStream(Path.of(arguments[0]), "*.yaml")) {
            for (Path contract : contracts) {
                String name = contract.getFileName().toString().replace(".yaml", ".json");
                json.writeValue(target.resolve(name).toFile(), yaml.readTree(contract.toFile()));
            }
        }
    }
}
