package io.sigyn.server.http;

import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a client sends before it has its answer; owns the buffers. Belongs to the connection's event loop. */
final class SentAhead {
    private static final int MAX_BYTES = 64 << 10;
    private static final int OVERHEAD_BYTES = 256;

    private final Deque<HttpObject> waiting = new ArrayDeque<>();
    private int bytes;

    void add(HttpObject object) {
        waiting.addLast(object);
        bytes += OVERHEAD_BYTES;
        if (object instanceof HttpContent content) {
            bytes += content.content().readableBytes();
        }
    }

    /** Whether no more should be read for now. */
    boolean isFull() {
        return bytes > MAX_BYTES;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The first one, which is the caller's then. */
    HttpObject remove() {
        HttpObject first = waiting.removeFirst();
        if (waiting.isEmpty()) {
            bytes = 0;
        }
        return first;
    }

    void release() {
        waiting.forEach(ReferenceCountUtil::release);
        waiting.clear();
        bytes = 0;
    }
}
