package io.sigyn.server.http;

import io.netty.util.concurrent.DefaultThreadFactory;

/** Threads with a name that says what they do; they do not keep the process alive. */
final class NamedThreads extends DefaultThreadFactory {
    NamedThreads(String name) {
        super(name, true);
    }
}
