package io.sigyn.server;

import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import io.sigyn.server.config.SigynConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Starts a server in this process, on a free port of the loopback interface, with its data in a folder. */
public final class TestServer {
    private TestServer() {}

    /** {@code yaml} is added to what every test needs; {@code DIR} in it is the folder. */
    public static Sigyn start(Path folder, String yaml) throws IOException {
        return Sigyn.start(config(folder, yaml));
    }

    public static SigynConfig config(Path folder, String yaml) throws IOException {
        String text = yaml.replace("DIR", folder.toString());
        Path file = Files.writeString(folder.resolve("sigyn.yaml"), text);
        List<String> flags = List.of(
                "-config.file=" + file,
                "-server.http-listen-address=127.0.0.1",
                "-server.http-listen-port=0",
                "-common.path-prefix=" + folder.resolve("data"));
        return ConfigLoader.load(CommandLine.parse(flags), name -> null);
    }
}
