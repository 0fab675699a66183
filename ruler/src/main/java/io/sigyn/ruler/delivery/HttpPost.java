package io.sigyn.ruler.delivery;

import java.io.IOException;
import java.util.Map;

/** Sends one POST and waits for what is answered. Thread-safe. */
@FunctionalInterface
public interface HttpPost {
    /** The status, and the beginning of the text, which is for people. */
    record Reply(int status, String text) {}

    Reply send(Endpoint endpoint, Map<String, String> headers, byte[] body) throws IOException, InterruptedException;
}
