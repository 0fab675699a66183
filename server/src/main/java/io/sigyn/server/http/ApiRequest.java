package io.sigyn.server.http;

import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request, whole. The body is its first {@link #bodyLength} bytes of {@link #body}. Immutable but for {@link #disconnect}. */
public final class ApiRequest {
    private final String method;
    private final String path;
    private final String rawQuery;
    private final HttpHeaders headers;
    private final Map<String, String> pathVariables;
    private final byte[] body;
    private final int bodyLength;
    private final @Nullable Caller caller;
    private final Disconnect disconnect;

    ApiRequest(
            String method,
            String path,
            String rawQuery,
            HttpHeaders headers,
            Map<String, String> pathVariables,
            byte[] body,
            int bodyLength,
            @Nullable Caller caller,
            Disconnect disconnect) {
        this.method = method;
        this.path = path;
        this.rawQuery = rawQuery;
        this.headers = headers;
        this.pathVariables = pathVariables;
        this.body = body;
        this.bodyLength = bodyLength;
        this.caller = caller;
        this.disconnect = disconnect;
    }

    public String method() {
        return method;
    }

    /** The path, decoded, without a prefix that the server was given. */
    public String path() {
        return path;
    }

    public String rawQuery() {
        return rawQuery;
    }

    /** The first header of that name, in any case. */
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /** The first header of that name, or the empty string. */
    public String headerOrEmpty(String name) {
        String value = headers.get(name);
        return value == null ? "" : value;
    }

    /** All headers of that name. */
    public List<String> headers(String name) {
        return headers.getAll(name);
    }

    /** The part of the path that a route's {@code {name}} stands for. */
    public String pathVariable(String name) {
        return pathVariables.getOrDefault(name, "");
    }

    public byte[] body() {
        return body;
    }

    public int bodyLength() {
        return bodyLength;
    }

    public String bodyText() {
        return new String(body, 0, bodyLength, StandardCharsets.UTF_8);
    }

    /** Who sent it; null where nobody has to log in. */
    public @Nullable Caller caller() {
        return caller;
    }

    /** Tells when nobody waits for the answer any more. */
    public Disconnect disconnect() {
        return disconnect;
    }

    /**
     * Parameters of the URL alone.
     *
     * @throws BadRequestException if it is not properly escaped
     */
    public Map<String, List<String>> query() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        FormDecoder.decode(rawQuery, parameters);
        return parameters;
    }

    /**
     * Parameters of a form body, then those of the URL, so that the body's come first.
     *
     * @throws BadRequestException if they are not properly escaped
     */
    public Map<String, List<String>> form() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        String type = headerOrEmpty("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        boolean hasForm = !method.equals("GET") && type.equals("application/x-www-form-urlencoded");
        if (hasForm) {
            FormDecoder.decode(bodyText(), parameters);
        }
        query().forEach((name, values) ->
                parameters.computeIfAbsent(name, ignored -> new ArrayList<>()).addAll(values));
        return parameters;
    }

    /** Whether a comma separated header names a token, with a weight that is not 0. */
    public boolean accepts(String headerName, String token) {
        return accepts(headers(headerName), token);
    }

    static boolean accepts(List<String> headerValues, String token) {
        for (String header : headerValues) {
            for (String part : header.split(",")) {
                String[] pieces = part.strip().split(";", 2);
                boolean refused = pieces.length > 1 && pieces[1].strip().matches("q=0(\\.0*)?");
                if (pieces[0].strip().equalsIgnoreCase(token) && !refused) {
                    return true;
                }
            }
        }
        return false;
    }
}
