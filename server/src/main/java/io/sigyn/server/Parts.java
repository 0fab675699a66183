package io.sigyn.server;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been opened, to be closed in reverse; one that fails to close does not keep the others open. For one thread. */
final class Parts implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Parts.class);

    private final Deque<Part> opened = new ArrayDeque<>();

    private record Part(String name, AutoCloseable closeable) {}

    <T extends AutoCloseable> T add(String name, T part) {
        opened.push(new Part(name, part));
        return part;
    }

    /** When building failed half-way. */
    void closeAfter(Throwable failure) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().closeable.close();
            } catch (Exception e) {
                failure.addSuppressed(e);
            }
        }
    }

    @Override
    public void close() {
        while (!opened.isEmpty()) {
            Part part = opened.pop();
            try {
                part.closeable.close();
            } catch (Exception e) {
                log.error("{} did not close", part.name, e);
            }
        }
    }
}
