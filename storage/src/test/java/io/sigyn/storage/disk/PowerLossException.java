package io.sigyn.storage.disk;

import java.io.IOException;

/** The simulated machine is off; nothing works until the test reopens the disk. */
public final class PowerLossException extends IOException {
    private static final long serialVersionUID = 1L;

    PowerLossException() {
        super("power loss");
    }
}
