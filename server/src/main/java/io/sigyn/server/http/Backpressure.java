package io.sigyn.server.http;

import io.netty.channel.Channel;
import java.io.IOException;
import java.time.Duration;

/** Lets a worker wait until a connection takes more bytes. Thread-safe. */
final class Backpressure {
    private final long maxWaitNanos;

    Backpressure(Duration maxWait) {
        this.maxWaitNanos = maxWait.toNanos();
    }

    /** Called when the channel has become writable, or has ended. */
    synchronized void changed() {
        notifyAll();
    }

    synchronized void awaitWritable(Channel channel) throws IOException {
        long deadline = System.nanoTime() + maxWaitNanos;
        while (!channel.isWritable()) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (!channel.isActive()) {
                throw new IOException("the client has gone");
            }
            if (left <= 0) {
                throw new IOException("the client reads too slowly");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        if (!channel.isActive()) {
            throw new IOException("the client has gone");
        }
    }
}
