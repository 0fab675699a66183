package io.sigyn.server.http;

import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where to listen, and how long to wait for whom. {@code maxConnections} of 0 is no limit; each new connection
 * asks {@code tls} for its settings. Immutable.
 */
public record HttpServerSettings(
        String address,
        int port,
        int maxConnections,
        Duration readHeaderTimeout,
        Duration readTimeout,
        Duration writeTimeout,
        Duration idleTimeout,
        long maxBufferedBodyBytes,
        boolean compress,
        @Nullable Supplier<SslContext> tls) {
    static final int MAX_REQUEST_LINE_BYTES = 256 << 10;
    static final int MAX_HEADER_BYTES = 64 << 10;
}
