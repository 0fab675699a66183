package io.sigyn.server;

import io.sigyn.index.SegmentKeys;
import io.sigyn.server.api.StoreMetrics;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.storage.Closing;
import io.sigyn.storage.cache.RangeCache;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.object.ObjectStoreListener;
import io.sigyn.storage.object.ObservedObjectStore;
import io.sigyn.storage.object.S3ObjectStore;
import io.sigyn.storage.object.S3Options;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the object store that the configuration names. Stateless. */
final class Stores {
    private static final Logger log = LoggerFactory.getLogger(Stores.class);

    private Stores() {}

    /**
     * A store that is open, and watched.
     *
     * @param cache of it on local disk, or null where it is local itself
     */
    record Opened(
            ObjectStore store,
            StoreMetrics metrics,
            @Nullable RangeCache cache) {}

    static Opened open(SigynConfig.Storage storage, Disk disk, Clock clock) throws IOException {
        StoreMetrics metrics = new StoreMetrics(storage.s3().isPresent());
        if (storage.s3().isEmpty()) {
            ObjectStore folder = FolderObjectStore.open(disk, storage.chunksDirectory(), clock);
            return new Opened(new ObservedObjectStore(folder, metrics, System::nanoTime), metrics, null);
        }
        SigynConfig.S3 s3 = storage.s3().get();
        ObjectStore bucket = new ObservedObjectStore(bucket(s3, metrics), metrics, System::nanoTime);
        SigynConfig.Cache options = storage.cache();
        if (options.maxBytes() == 0) {
            return new Opened(bucket, metrics, null);
        }
        try {
            RangeCache cache = RangeCache.open(
                    bucket,
                    s3.toString(),
                    SegmentKeys::isSegment,
                    disk,
                    options.directory(),
                    options.maxBytes(),
                    options.fetchThreads());
            return new Opened(cache, metrics, cache);
        } catch (Throwable failure) {
            Closing.closeAfter(failure, bucket);
            throw failure;
        }
    }

    /** The bucket of rules, where they have one of their own. */
    static ObjectStore bucketOfRules(SigynConfig.S3 s3) throws IOException {
        return bucket(s3, ObjectStoreListener.NONE);
    }

    /** Opens the store for tools that only look: a folder must be there, and nothing is put to try a bucket. */
    static ObjectStore openToLook(SigynConfig.Storage storage, Disk disk) throws IOException {
        if (storage.s3().isPresent()) {
            return openToLook(storage.s3().get());
        }
        try {
            return FolderObjectStore.openExisting(disk, storage.chunksDirectory());
        } catch (NoSuchFileException none) {
            throw new IOException(
                    storage.chunksDirectory() + ": there is no such folder (expected: the one that the server keeps its"
                            + " objects in; give the server's -config.file or -common.path-prefix)",
                    none);
        }
    }

    /** The same for a bucket. */
    static ObjectStore openToLook(SigynConfig.S3 s3) throws IOException {
        return S3ObjectStore.open(options(s3), ObjectStoreListener.NONE, System::nanoTime);
    }

    /** The bucket must be there, and is asked at once whether it keeps an object that is there already. */
    private static S3ObjectStore bucket(SigynConfig.S3 s3, ObjectStoreListener listener) throws IOException {
        S3ObjectStore store = S3ObjectStore.open(options(s3), listener, System::nanoTime);
        try {
            if (!store.probePutIfAbsent()) {
                log.warn("{} ignores If-None-Match: it must have this process as its only writer", s3);
            }
            return store;
        } catch (Throwable failure) {
            store.close();
            throw failure;
        }
    }

    private static S3Options options(SigynConfig.S3 s3) {
        S3Options options = S3Options.ofBucket(s3.bucket());
        if (!s3.endpoint().isEmpty()) {
            options = options.withEndpoint(s3.endpoint(), s3.insecure(), s3.pathStyle());
        }
        if (!s3.region().isEmpty()) {
            options = options.withRegion(s3.region());
        }
        if (!s3.accessKey().isEmpty()) {
            options = options.withCredentials(s3.accessKey(), s3.secretKey());
        }
        return options;
    }
}
