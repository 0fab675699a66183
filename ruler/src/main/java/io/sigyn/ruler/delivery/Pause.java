package io.sigyn.ruler.delivery;

import java.time.Duration;

/** Waits; in tests not at all. */
@FunctionalInterface
public interface Pause {
    void sleep(Duration duration) throws InterruptedException;

    /** Really waits. */
    static Pause real() {
        return duration -> Thread.sleep(duration.toMillis());
    }
}
