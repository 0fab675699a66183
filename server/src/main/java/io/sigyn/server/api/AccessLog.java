package io.sigyn.server.api;

import io.sigyn.server.http.RequestObserver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes a line for each request that was answered: at debug, or at info where that is asked for; failures of ours always,
 * as a warning. Passes everything on. Thread-safe.
 */
public final class AccessLog implements RequestObserver {
    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final int MAX_TARGET = 2000;

    private final RequestObserver next;
    private final Level usual;

    public AccessLog(RequestObserver next, boolean atInfo) {
        this.next = next;
        this.usual = atInfo ? Level.INFO : Level.DEBUG;
    }

    @Override
    public void answered(Answered request) {
        next.answered(request);
        Level level = request.status() >= 500 ? Level.WARN : usual;
        if (!log.isEnabledForLevel(level)) {
            return;
        }
        log.atLevel(level)
                .addKeyValue("method", request.method())
                .addKeyValue("uri", shortened(request.target()))
                .addKeyValue("status", request.status())
                .addKeyValue("tenant", request.tenant())
                .addKeyValue("user", request.user())
                .addKeyValue("seconds", QueryLog.seconds(request.nanos()))
                .addKeyValue("bytes_in", request.requestBytes())
                .addKeyValue("bytes_out", request.responseBytes())
                .addKeyValue("remote", request.remote())
                .log(request.webSocket() ? "websocket ended" : "request");
    }

    private static String shortened(String target) {
        return target.length() <= MAX_TARGET ? target : target.substring(0, MAX_TARGET) + "...";
    }

    @Override
    public void connections(int open) {
        next.connections(open);
    }
}
