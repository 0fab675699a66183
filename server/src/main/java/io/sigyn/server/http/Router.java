package io.sigyn.server.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request. Paths are compared exactly; one with doubled slashes or dot segments inside is
 * redirected to the cleaned one, but doubled slashes at its start, which come from a base URL that ends in one, are
 * taken as one. Immutable, thread-safe.
 */
public final class Router {
    private final String prefix;
    private final Map<String, List<Route>> exact = new HashMap<>();
    private final List<Route> templates = new ArrayList<>();

    /** {@code prefix} goes before every path; it is empty or starts with a slash. */
    public Router(String prefix, List<Route> routes) {
        this.prefix = prefix;
        for (Route route : routes) {
            if (route.isTemplate()) {
                templates.add(route);
            } else {
                exact.computeIfAbsent(route.template(), ignored -> new ArrayList<>())
                        .add(route);
            }
        }
    }

    /** Where a request goes. */
    sealed interface Match {}

    record Found(Route route, String path, Map<String, String> variables) implements Match {}

    record Redirect(String location) implements Match {}

    record NotFound() implements Match {}

    record MethodNotAllowed() implements Match {}

    /** {@code target} is the request's path and query as they were sent. */
    Match find(String method, String target) {
        int mark = target.indexOf('?');
        String rawPath = pathOf(mark < 0 ? target : target.substring(0, mark));
        while (rawPath.startsWith("//")) {
            rawPath = rawPath.substring(1);
        }
        if (!rawPath.startsWith("/")) {
            return new NotFound();
        }
        String path = FormDecoder.unescape(rawPath, false);
        String clean = clean(path);
        if (!clean.equals(path)) {
            String location = FormDecoder.escapePath(clean);
            return new Redirect(mark < 0 ? location : location + target.substring(mark));
        }
        if (!path.startsWith(prefix)) {
            return new NotFound();
        }
        return findClean(method, path.substring(prefix.length()));
    }

    /** A proxy may be sent {@code http://host/path}. */
    private static String pathOf(String target) {
        boolean absolute =
                target.regionMatches(true, 0, "http://", 0, 7) || target.regionMatches(true, 0, "https://", 0, 8);
        if (!absolute) {
            return target;
        }
        int slash = target.indexOf('/', target.indexOf("://") + 3);
        return slash < 0 ? "/" : target.substring(slash);
    }

    private Match findClean(String method, String path) {
        boolean pathKnown = false;
        for (Route route : exact.getOrDefault(path, List.of())) {
            if (route.methods().contains(method)) {
                return new Found(route, path, Map.of());
            }
            pathKnown = true;
        }
        List<String> parts = Route.parts(path);
        for (Route route : templates) {
            @Nullable Map<String, String> variables = route.match(parts);
            if (variables != null && route.methods().contains(method)) {
                return new Found(route, path, variables);
            }
            pathKnown |= variables != null;
        }
        return pathKnown ? new MethodNotAllowed() : new NotFound();
    }

    /** Without empty, {@code .} and {@code ..} parts; a slash at the end stays. */
    static String clean(String path) {
        if (!path.contains("//") && !path.contains("/.")) {
            return path;
        }
        Deque<String> kept = new ArrayDeque<>();
        for (String part : Route.parts(path)) {
            if (part.equals("..")) {
                kept.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                kept.addLast(part);
            }
        }
        StringBuilder out = new StringBuilder();
        for (Iterator<String> part = kept.iterator(); part.hasNext(); ) {
            out.append('/').append(part.next());
        }
        return out.isEmpty() || path.endsWith("/") ? out.append('/').toString() : out.toString();
    }
}
