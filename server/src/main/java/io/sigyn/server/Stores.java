package io.sigyn.server;

import io.sigyn.server.config.SigynConfig;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.object.ObjectStoreListener;
import io.sigyn.storage.object.S3ObjectStore;
import io.sigyn.storage.object.S3Options;
import java.io.IOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the object store that the configuration names. Stateless. */
final class Stores {
    private static final Logger log = LoggerFactory.getLogger(Stores.class);

    private Stores() {}

    static ObjectStore open(SigynConfig.Storage storage, Disk disk, Clock clock) throws IOException {
        if (storage.s3().isPresent()) {
            return bucket(storage.s3().get());
        }
        return FolderObjectStore.open(disk, storage.chunksDirectory(), clock);
    }

    /** The bucket must be there, and is asked at once whether it keeps an object that is there already. */
    private static S3ObjectStore bucket(SigynConfig.S3 s3) throws IOException {
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
        S3ObjectStore store = S3ObjectStore.open(options, ObjectStoreListener.NONE, System::nanoTime);
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
}
