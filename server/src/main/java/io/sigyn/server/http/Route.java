package io.sigyn.server.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which requests a handler is for: methods and a path, in which {@code {name}} stands for one part of it. {@code name}
 * is the route's in metrics; {@code maxBodyBytes} is refused beyond with 413. Immutable.
 */
public record Route(
        Set<String> methods,
        String template,
        String name,
        Access access,
        FairExecutor executor,
        int maxBodyBytes,
        Handler handler) {
    /** For a form, or a file that people write. */
    public static final int SMALL_BODY = 10 << 20;

    public Route {
        methods = Set.copyOf(methods);
    }

    /** The values of the path's variables, or null if the path is not this route's. */
    @Nullable
    Map<String, String> match(List<String> parts) {
        List<String> wanted = parts(template);
        if (wanted.size() != parts.size()) {
            return null;
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String want = wanted.get(i);
            if (want.startsWith("{")) {
                if (parts.get(i).isEmpty()) {
                    return null;
                }
                variables.put(want.substring(1, want.length() - 1), parts.get(i));
            } else if (!want.equals(parts.get(i))) {
                return null;
            }
        }
        return variables;
    }

    static List<String> parts(String path) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', start)) {
            parts.add(path.substring(start, slash));
            start = slash + 1;
        }
        parts.add(path.substring(start));
        return parts;
    }

    boolean isTemplate() {
        return template.indexOf('{') >= 0;
    }
}
