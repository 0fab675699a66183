package io.sigyn.storage.object;

import io.sigyn.storage.cache.RangeCache;
import io.sigyn.storage.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;

class RangeCacheObjectStoreTest extends ObjectStoreContract {
    @Override
    ObjectStore openStore() throws IOException {
        return RangeCache.open(
                new MemoryObjectStore(), "s", key -> true, new SimulatedDisk(1), Path.of("/cache"), 1 << 20, 2);
    }
}
