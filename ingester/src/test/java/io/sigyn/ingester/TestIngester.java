package io.sigyn.ingester;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.time.InstantSource;

/** An ingester with what it needs around it. */
public final class TestIngester implements AutoCloseable {
    private final Ingester ingester;

    private TestIngester(Ingester ingester) {
        this.ingester = ingester;
    }

    public static TestIngester open(IngesterConfig config, Disk disk, ObjectStore store, InstantSource clock)
            throws IOException {
        return new TestIngester(Ingester.open(
                config, disk, store, ManifestStore.withoutPauses(store), new Segments(store, 16 << 20), clock));
    }

    public Ingester get() {
        return ingester;
    }

    @Override
    public void close() {
        ingester.close();
    }
}
