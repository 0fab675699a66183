package io.sigyn.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;

/** The examples of docs/FORMAT.md, so that tests hold it to what it says. Stateless. */
public final class FormatExamples {
    private FormatExamples() {}

    /** The bytes of the block that follows the line with {@code Example (name)}; behind them may stand words. */
    public static byte[] named(String name) throws IOException {
        List<String> lines = Files.readAllLines(page());
        int at = 0;
        while (!lines.get(at).contains("Example (" + name + ")")) {
            at++;
        }
        while (!lines.get(at).equals("```")) {
            at++;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (at++; !lines.get(at).equals("```"); at++) {
            String hex = lines.get(at).replaceFirst(" {2,}.*", "");
            bytes.write(HexFormat.ofDelimiter(" ").parseHex(hex));
        }
        return bytes.toByteArray();
    }

    /** Tests run in their module's folder, or in the one above. */
    private static Path page() {
        Path above = Path.of("..", "docs", "FORMAT.md");
        return Files.exists(above) ? above : Path.of("docs", "FORMAT.md");
    }
}
