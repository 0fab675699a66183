package io.sigyn.deploy;

import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigLoader;
import io.sigyn.server.config.SigynConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The files of this folder, as the tests read them. */
final class Deploy {
    /** Where surefire runs: the folder of this module. */
    static final Path FOLDER = Path.of("").toAbsolutePath();

    private Deploy() {}

    static String text(String file) {
        try {
            return Files.readString(FOLDER.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> yaml(String text) {
        return map(new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build()).loadFromString(text));
    }

    static List<Map<String, Object>> documents(String text) {
        List<Map<String, Object>> documents = new ArrayList<>();
        for (Object document : new Load(LoadSettings.builder().build()).loadAllFromString(text)) {
            if (document != null) {
                documents.add(map(document));
            }
        }
        return documents;
    }

    /** The configuration as the server itself reads it; it throws where the server would refuse to start. */
    static SigynConfig config(Path file, Map<String, String> environment) {
        return ConfigLoader.load(
                CommandLine.parse(List.of("-config.file=" + file, "-config.expand-env=true")), environment::get);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    static List<Object> list(Object value) {
        return (List<Object>) value;
    }

    /** What stands at a path of keys, list indexes included. */
    static Object at(Object root, Object... path) {
        Object here = root;
        for (Object step : path) {
            here = step instanceof Integer index
                    ? list(here).get(index)
                    : map(here).get(step);
            if (here == null) {
                throw new AssertionError("nothing at " + List.of(path) + ", missing: " + step);
            }
        }
        return here;
    }
}
