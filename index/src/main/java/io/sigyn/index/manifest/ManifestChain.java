package io.sigyn.index.manifest;

import io.sigyn.model.TenantId;
import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
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
 *
 * <p>Old commits are deleted once a whole manifest has been put long after them. A writer that slept all that time may put
 * its commit where one was deleted. So each commit names the token of its parent, and one that was put counts only
 * when nothing comes after it that has another parent.
 */
final class ManifestChain {
    private static final Logger LOG = LoggerFactory.getLogger(ManifestChain.class);
    private static final int ATTEMPTS = 4;
    private static final int LOADS = 4;
    private static final int READS = 3;
    private static final int MAX_LOST_RACES = 1000;

    private final ObjectStore store;
    private final TenantId tenant;
    private final ManifestOptions options;
    private final RandomGenerator random;
    private final ReentrantLock extending = new ReentrantLock();
    private volatile @Nullable Head known;

    /**
     * The newest commit known.
     *
     * @param token of that commit, or null if it could not be read
     * @param base number of the newest whole manifest up to it
     */
    private record Head(Manifest manifest, @Nullable Long token, long base) {
        static final Head NONE = new Head(Manifest.EMPTY, 0L, 0);
    }

    /** What is read does not belong to one chain: it was cut short meanwhile, or a commit lies where one was deleted. */
    private static final class BrokenChainException extends IOException {
        private static final long serialVersionUID = 1L;

        BrokenChainException(String message) {
            super(message);
        }
    }

    ManifestChain(ObjectStore store, TenantId tenant, ManifestOptions options, RandomGenerator random) {
        this.store = store;
        this.tenant = tenant;
        this.options = options;
        this.random = random;
    }

    Manifest known() throws IOException {
        Head head = known;
        return head != null ? head.manifest : refresh();
    }

    Manifest refresh() throws IOException {
        extending.lock();
        try {
            return catchUp().manifest;
        } finally {
            extending.unlock();
        }
    }

    Manifest commit(ManifestChange change) throws IOException {
        return commit(change, false);
    }

    /** As {@link #commit}, with a whole manifest in which no commit counts as damaged any more. */
    Manifest repair(ManifestChange change) throws IOException {
        return commit(change, true);
    }

    private Manifest commit(ManifestChange change, boolean heals) throws IOException {
        extending.lock();
        try {
            Head head = known;
            if (head == null) {
                head = catchUp();
            }
            for (int race = 0; race < MAX_LOST_RACES; race++) {
                if (!heals && isMade(head.manifest, change)) {
                    return head.manifest;
                }
                Head next = next(head, change, heals);
                if (put(new ManifestCommit(
                        next.manifest.version(),
                        token(next),
                        token(head),
                        next.base,
                        change,
                        next.base == next.manifest.version() ? next.manifest : null))) {
                    known = next;
                    trim(next);
                    return next.manifest;
                }
                head = catchUp(); // Somebody else was first.
            }
            throw new IOException("lost " + MAX_LOST_RACES + " races for the manifest of " + tenant
                    + ". Nothing was committed; it is safe to try again");
        } finally {
            extending.unlock();
        }
    }

    private static boolean isMade(Manifest manifest, ManifestChange change) {
        if (change.generation() >= 0) {
            return manifest.covers(change.writer(), change.generation());
        }
        WriterState state = manifest.writers().get(change.writer());
        return change.equals(ManifestChange.fence(change.writer(), change.epoch()))
                && state != null
                && state.epoch() == change.epoch();
    }

    private Head next(Head head, ManifestChange change, boolean heals) throws IOException {
        Manifest changed = head.manifest.after(change);
        Manifest manifest = heals ? changed.healed() : changed;
        boolean whole = heals
                || manifest.segments().size() <= options.wholeUpToSegments()
                || manifest.version() - head.base >= options.wholeEvery();
        return new Head(manifest, random.nextLong(), whole ? manifest.version() : head.base);
    }

    private static long token(Head head) {
        return head.token == null ? 0 : head.token;
    }

    /** Puts a commit; whether it is there, and in the chain. */
    private boolean put(ManifestCommit commit) throws IOException {
        String key = key(commit.number());
        ObjectBody body = ObjectBody.of(commit.encode());
        if (commit.number() == 1) {
            store.put(ManifestStore.markerKey(tenant), ObjectBody.of(new byte[0]));
        }
        IOException failure = null;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            options.pause().before(attempt);
            try {
                // An earlier attempt may have taken effect though it failed.
                return (store.putIfAbsent(key, body) || isOurs(commit)) && isInChain(commit);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw new IOException(
                "cannot tell whether commit " + key + " was made: " + failure + ". It is safe to make it again",
                failure);
    }

    private boolean isOurs(ManifestCommit commit) throws IOException {
        try {
            return read(commit.number()).token() == commit.token();
        } catch (CorruptDataException e) {
            return false; // It was another's, or will be reported as damaged and the change made again.
        }
    }

    private boolean isInChain(ManifestCommit commit) throws IOException {
        List<Long> numbers = list(commit.number());
        if (numbers.isEmpty()) {
            return true;
        }
        if (numbers.get(0) == commit.number() + 1) {
            try {
                if (read(commit.number() + 1).parent() == commit.token()) {
                    return true;
                }
            } catch (CorruptDataException e) {
                throw new IOException("the commit after " + key(commit.number()) + " cannot be read", e);
            }
        }
        LOG.warn(
                "{}: commit {} was put where one had been deleted, since this process slept for long; made again",
                tenant,
                commit.number());
        store.delete(key(commit.number()));
        return false;
    }

    /** All commits that are there, damaged ones too. */
    List<CommitReport> examine() throws IOException {
        List<CommitReport> reports = new ArrayList<>();
        for (long number : list(0)) {
            try {
                ManifestCommit commit = read(number);
                reports.add(new CommitReport(key(number), number, commit.change(), commit.after() != null, null));
            } catch (CorruptDataException damage) {
                reports.add(new CommitReport(key(number), number, null, false, damage));
            } catch (NoSuchFileException trimmedMeanwhile) {
                LOG.debug("{}: commit {} was deleted meanwhile", tenant, number);
            }
        }
        return reports;
    }

    /** Applies the commits that are there beyond what is known. */
    private Head catchUp() throws IOException {
        Head head = known;
        for (int attempt = 0; attempt < LOADS; attempt++) {
            try {
                head = head == null ? load() : follow(head, list(head.manifest.version()));
                known = head;
                return head;
            } catch (BrokenChainException | NoSuchFileException e) {
                LOG.debug("{}: the manifest is loaded anew", tenant, e);
                head = null;
            }
        }
        throw new IOException("the manifest of " + tenant + " changes too fast to be read. Try again");
    }

    private Head follow(Head from, List<Long> numbers) throws IOException {
        Head head = from;
        for (long number : numbers) {
            if (number != head.manifest.version() + 1) {
                throw new BrokenChainException("commit " + number + " after " + head.manifest.version());
            }
            head = step(head, number);
        }
        return head;
    }

    private Head step(Head head, long number) throws IOException {
        ManifestCommit commit;
        try {
            commit = read(number);
        } catch (CorruptDataException damage) {
            LOG.error("{}", damage.getMessage());
            return new Head(head.manifest.skipping(number), null, head.base);
        }
        if (head.token != null && head.token != commit.parent()) {
            throw new BrokenChainException("commit " + number + " has another parent");
        }
        Manifest whole = commit.after();
        return new Head(whole != null ? whole : head.manifest.reading(commit), commit.token(), commit.base());
    }

    /** Reads the newest whole manifest that can be read, and what comes after it. */
    private Head load() throws IOException {
        List<Long> numbers = list(0);
        int at = numbers.size() - 1;
        while (at >= 0) {
            long candidate = numbers.get(at);
            try {
                ManifestCommit commit = read(candidate);
                Manifest whole = commit.after();
                if (whole != null) {
                    Head head = new Head(whole, commit.token(), candidate);
                    return follow(head, numbers.subList(at + 1, numbers.size()));
                }
                at = placeBefore(numbers, at, commit.base());
            } catch (CorruptDataException damage) {
                LOG.error("{}", damage.getMessage());
                at--;
            }
        }
        Head head = Head.NONE;
        if (!numbers.isEmpty() && numbers.get(0) > 1) {
            LOG.error("{}: no whole manifest can be read before commit {}", tenant, numbers.get(0));
            head = new Head(Manifest.EMPTY.skipping(numbers.get(0) - 1), null, 0);
        }
        return follow(head, numbers);
    }

    /** The place of a number, or of the last one below it. */
    private static int placeBefore(List<Long> numbers, int from, long number) {
        int at = from - 1;
        while (at >= 0 && numbers.get(at) > number) {
            at--;
        }
        return at;
    }

    /** Deletes commits that no reader needs any more; those that fail to be deleted are left to the next time. */
    private void trim(Head head) {
        long number = head.manifest.version();
        if (number % options.wholeEvery() != 0) {
            return;
        }
        try {
            for (long old : list(0)) {
                if (old >= head.base - options.keptCommits()) {
                    return;
                }
                store.delete(key(old));
            }
        } catch (IOException e) {
            LOG.debug("{}: old commits are kept", tenant, e);
        }
    }

    /** Numbers of the commits that there are after one. */
    private List<Long> list(long after) throws IOException {
        List<Long> numbers = new ArrayList<>();
        for (ObjectStore.ObjectInfo object : store.list(prefix(), key(after))) {
            String name = object.key().substring(prefix().length());
            if (name.length() == 20 && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                numbers.add(Long.parseLong(name));
            }
        }
        return numbers;
    }

    /** Reads a commit; damage counts only if it is there again: a bit may have flipped on the way. */
    private ManifestCommit read(long number) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return readOnce(number);
            } catch (CorruptDataException damage) {
                if (attempt == READS) {
                    throw damage;
                }
            }
        }
    }

    private ManifestCommit readOnce(long number) throws IOException {
        String key = key(number);
        ManifestCommit commit =
                ManifestCommit.decode(key, store.getTail(key, Integer.MAX_VALUE).bytes());
        if (commit.number() != number) {
            throw new CorruptDataException(
                    "manifest commit", key, 5, "number " + commit.number(), "" + number, "It is not used");
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
