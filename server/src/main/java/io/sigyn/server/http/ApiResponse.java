package io.sigyn.server.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer: status, headers and a body that is written when it is sent; or a WebSocket in its place. Immutable.
 * {@code compressible} answers are sent with gzip where the client accepts it and they are long enough.
 */
public record ApiResponse(
        int status,
        List<Header> headers,
        Body body,
        boolean compressible,
        @Nullable WebSocketHandler webSocket) {
    private static final Body NOTHING = out -> {};

    public ApiResponse {
        headers = List.copyOf(headers);
    }

    public record Header(String name, String value) {}

    /** Writes the bytes of a body; called once, on a worker's thread, which may be made to wait for a slow client. */
    @FunctionalInterface
    public interface Body {
        void writeTo(OutputStream out) throws IOException;
    }

    /** No body, no content type. */
    public static ApiResponse empty(int status) {
        return new ApiResponse(status, List.of(), NOTHING, false, null);
    }

    public static ApiResponse of(int status, String contentType, byte[] body) {
        return new ApiResponse(
                status, List.of(new Header("Content-Type", contentType)), out -> out.write(body), false, null);
    }

    public static ApiResponse of(int status, String contentType, String body) {
        return of(status, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public static ApiResponse streaming(int status, String contentType, Body body) {
        return new ApiResponse(status, List.of(new Header("Content-Type", contentType)), body, false, null);
    }

    /** An error for people, as Go's {@code http.Error} writes one; the text is sent as it is. */
    public static ApiResponse plainText(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text).withHeader("X-Content-Type-Options", "nosniff");
    }

    public static ApiResponse redirect(String location) {
        return empty(301).withHeader("Location", location);
    }

    /** Changes over to WebSocket. */
    public static ApiResponse upgrade(WebSocketHandler handler) {
        return new ApiResponse(101, List.of(), NOTHING, false, handler);
    }

    public ApiResponse withHeader(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new ApiResponse(status, more, body, compressible, webSocket);
    }

    /** The same, with gzip where it pays. */
    public ApiResponse compressed() {
        return new ApiResponse(status, headers, body, true, webSocket);
    }
}
