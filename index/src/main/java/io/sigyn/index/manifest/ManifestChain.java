package io.sigyn.index.manifest;

import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One tenant's chain of commits. Thread-safe; one thread at a time reads or extends it while the others go on with what is
 * known. The lock is held over I/O on purpose: its only waiters want the outcome of that I/O.
 */
final class ManifestChain {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestChain.class);
    private static final int SNAPSHOT_EVERY = 32;
    private static final int ATTEMPTS = 4;

    private final ObjectStore store;
    private final TenantId tenant;
    private final RandomGenerator random;
    private final ReentrantLock extending = new ReentrantLock();
    private volatile @Nullable Manifest known;

    ManifestChain(ObjectStore store, TenantId tenant, RandomGenerator random) {
        this.store = store;
        this.tenant = tenant;
        this.random = random;
    }

    Manifest known() throws IOException {
        Manifest loaded = known;
        return loaded != null ? loaded : refresh();
    }

    Manifest refresh() throws IOException {
        extending.lock();
        try {
            return catchUp();
        } finally {
            extending.unlock();
        }
    }

    Manifest commit(ManifestChange change) throws IOException {
        extending.lock();
        try {
            Manifest base = known();
            while (true) {
                if (change.generation() >= 0 && base.covers(change.writer(), change.generation())) {
                    return base;
                }
                Manifest next = base.after(change);
                if (put(change, next)) {
                    known = next;
                    return next;
                }
                base = catchUp(); // Somebody else was first.
            }
        } finally {
            extending.unlock();
        }
    }

    /** Puts the commit that makes {@code next}; whether it is ours that is there. */
    private boolean put(ManifestChange change, Manifest next) throws IOException {
        long number = next.version();
        long token = random.nextLong();
        Manifest whole = number % SNAPSHOT_EVERY == 0 ? next : null;
        ObjectBody body = ObjectBody.of(new ManifestCommit(number, token, change, whole).encode());
        if (number == 1) {
            store.put(ManifestStore.markerKey(tenant), ObjectBody.of(new byte[0]));
        }
        IOException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                if (store.putIfAbsent(key(number), body)) {
                    return true;
                }
                return read(number).token() == token; // An earlier attempt may have taken effect.
            } catch (CorruptDataException damage) {
                throw damage;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new IOException(
                "cannot tell whether commit " + key(number) + " was made: " + failure + ". It is safe to make it again",
                failure);
    }

    /** Applies the commits that are there beyond what is known. */
    private Manifest catchUp() throws IOException {
        Manifest manifest = known;
        if (manifest == null) {
            manifest = load();
        }
        List<ObjectStore.ObjectInfo> newer = store.list(prefix(), key(manifest.version()));
        for (ObjectStore.ObjectInfo object : newer) {
            long number = Long.parseLong(object.key().substring(prefix().length()));
            manifest = step(manifest, number);
        }
        known = manifest;
        return manifest;
    }

    private Manifest step(Manifest manifest, long number) throws IOException {
        try {
            ManifestCommit commit = read(number);
            Manifest whole = commit.after();
            return whole != null ? whole : manifest.reading(commit);
        } catch (CorruptDataException damage) {
            LOG.error("{}", damage.getMessage());
            return new Manifest(number, manifest.segments(), manifest.writers());
        }
    }

    /** The newest whole manifest that can be read; commits after it are still to be applied. */
    private Manifest load() throws IOException {
        long newest = newestNumber();
        for (long number = newest - newest % SNAPSHOT_EVERY; number > 0; number -= SNAPSHOT_EVERY) {
            try {
                Manifest whole = read(number).after();
                if (whole != null) {
                    return whole;
                }
            } catch (CorruptDataException damage) {
                LOG.error("{} The manifest is rebuilt from the commits before it.", damage.getMessage());
            }
        }
        return Manifest.EMPTY;
    }

    /** A commit that is there, at most SNAPSHOT_EVERY before the last: found by doubling, then halving, since none is left out. */
    private long newestNumber() throws IOException {
        long there = 0;
        long missing = SNAPSHOT_EVERY;
        while (exists(missing)) {
            there = missing;
            missing *= 2;
        }
        while (missing - there > SNAPSHOT_EVERY) {
            long middle = there + (missing - there) / 2;
            if (exists(middle)) {
                there = middle;
            } else {
                missing = middle;
            }
        }
        return there;
    }

    private boolean exists(long number) throws IOException {
        try {
            store.getTail(key(number), 1);
            return true;
        } catch (NoSuchFileException none) {
            return false;
        }
    }

    private ManifestCommit read(long number) throws IOException {
        String key = key(number);
        ManifestCommit commit =
                ManifestCommit.decode(key, store.getTail(key, Integer.MAX_VALUE).bytes());
        if (commit.number() != number) {
            throw new CorruptDataException(
                    "manifest commit", key, 6, "number " + commit.number(), "" + number, "It is not used.");
        }
        return commit;
    }

    private String prefix() {
        return tenant + "/manifest/";
    }

    private String key(long number) {
        return prefix() + String.format(Locale.ROOT, "%020d", number);
    }
}
