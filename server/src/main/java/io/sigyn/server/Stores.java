package io.sigyn.server;

import io.sigyn.server.config.SigynConfig;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.time.Clock;

/** Opens the object store that the configuration names. Stateless. */
final class Stores {
    private Stores() {}

    static ObjectStore open(SigynConfig.Storage storage, Disk disk, Clock clock) throws IOException {
        if (storage.s3().isPresent()) {
            throw new IOException("S3 is not here yet");
        }
        return FolderObjectStore.open(disk, storage.chunksDirectory(), clock);
    }
}
