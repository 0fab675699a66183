package io.sigyn.storage.object;

import io.sigyn.storage.object.ObjectStoreListener.Operation;
import java.io.IOException;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Another store, that fails as a remote one does: before a call had effect, after it had, with damaged bytes, with a
 * list that does not show yet what was put. By a script, by chance from a seed, or both. Thread-safe.
 */
public final class FaultyObjectStore implements ObjectStore {
    private final ObjectStore real;
    private final Random random;
    private final Map<Operation, Integer> calls = new EnumMap<>(Operation.class);
    private final Set<String> notListedYet = new HashSet<>();
    private final Set<String> damagedLast = new HashSet<>();

    private BiPredicate<Operation, String> which = (operation, key) -> false;
    private Fault scripted = Fault.BEFORE;
    private int times;
    private double probability;
    private boolean away;
    private boolean staleLists;
    private long total;
    private long fatalCall = -1;
    private @Nullable Boolean fatalIsPerformed;
    private boolean dead;
    private Runnable death = () -> {};
    private Hook hook = (operation, key) -> {};

    public FaultyObjectStore(ObjectStore real, long seed) {
        this.real = real;
        this.random = new Random(seed);
    }

    /** How a call fails. */
    public enum Fault {
        /** Without effect, as by a 503 or a connection that cannot be made. */
        BEFORE,
        /** With its effect, as by an answer that is lost: the outcome is not known. */
        AFTER,
        /** Not at all, but one bit of what is read is another. */
        DAMAGED_READ,
        /** After a part of the bytes that were asked for. */
        SHORT_READ
    }

    /** Is called before each call: to wait, to count, to interfere. */
    @FunctionalInterface
    public interface Hook {
        void before(Operation operation, String key) throws IOException;
    }

    /** The next calls of a kind fail. */
    public synchronized void failNext(int count, Fault fault, BiPredicate<Operation, String> calls) {
        times = count;
        scripted = fault;
        which = calls;
    }

    /** Every call fails with this probability, before or after its effect; a read may also end early, or be damaged, but never twice in a row. */
    public synchronized void failByChance(double newProbability) {
        probability = newProbability;
    }

    /** While it is away every call fails without effect. */
    public synchronized void setAway(boolean newAway) {
        away = newAway;
    }

    /** During the n-th call from now, 1 being the next, the process dies: that one has effect or not, no later one has. */
    public synchronized void dieAt(long nthCall, Runnable onDeath) {
        fatalCall = total + nthCall;
        fatalIsPerformed = null;
        death = onDeath;
    }

    /** The same, but whether that call has effect is said. */
    public synchronized void dieAt(long nthCall, boolean performed) {
        dieAt(nthCall, () -> {});
        fatalIsPerformed = performed;
    }

    /** Whether the process has died. */
    public synchronized boolean isDead() {
        return dead;
    }

    /** Calls so far. */
    public synchronized long calls() {
        return total;
    }

    /** The process is dead: no call has effect any more. */
    public synchronized void die() {
        dead = true;
    }

    /** While lists are stale they do not show what is put from now on. */
    public synchronized void setStaleLists(boolean stale) {
        staleLists = stale;
        notListedYet.clear();
    }

    public synchronized void setHook(Hook newHook) {
        hook = newHook;
    }

    /** Calls so far, failed ones too. */
    public synchronized int calls(Operation operation) {
        return calls.getOrDefault(operation, 0);
    }

    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    @Override
    public boolean putIfAbsent(String key, ObjectBody body) throws IOException {
        return call(Operation.PUT_IF_ABSENT, key, () -> {
            boolean put = real.putIfAbsent(key, body);
            noteIfStale(put, key);
            return put;
        });
    }

    @Override
    public void put(String key, ObjectBody body) throws IOException {
        call(Operation.PUT, key, () -> {
            real.put(key, body);
            noteIfStale(true, key);
            return true;
        });
    }

    @Override
    public byte[] get(String key, long offset, int length) throws IOException {
        return call(Operation.GET, key, () -> real.get(key, offset, length));
    }

    @Override
    public Tail getTail(String key, int maxBytes) throws IOException {
        return call(Operation.GET_TAIL, key, () -> real.getTail(key, maxBytes));
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return call(
                Operation.LIST,
                prefix,
                () -> real.list(prefix, startAfter).stream()
                        .filter(info -> isListed(info.key()))
                        .toList());
    }

    @Override
    public void delete(String key) throws IOException {
        call(Operation.DELETE, key, () -> {
            real.delete(key);
            return true;
        });
    }

    @Override
    public void close() {
        real.close();
    }

    private synchronized void noteIfStale(boolean put, String key) {
        if (put && staleLists) {
            notListedYet.add(key);
        }
    }

    private synchronized boolean isListed(String key) {
        return !notListedYet.contains(key);
    }

    private <T> T call(Operation operation, String key, Call<T> call) throws IOException {
        Fault fault;
        Hook before;
        synchronized (this) {
            calls.merge(operation, 1, Integer::sum);
            before = hook;
            checkAlive();
        }
        before.before(operation, key);
        boolean dies;
        synchronized (this) {
            checkAlive();
            fault = nextFault(operation, key);
            dies = ++total == fatalCall;
        }
        if (dies) {
            return die(call);
        }
        if (fault == Fault.BEFORE) {
            throw new IOException("injected before " + operation + " of " + key + ": 503");
        }
        T result = call.run();
        if (fault == Fault.AFTER) {
            throw new IOException("injected after " + operation + " of " + key + ": answer lost");
        }
        if (fault == Fault.SHORT_READ) {
            throw new IOException("injected in " + operation + " of " + key + ": the body ends early");
        }
        if (fault == Fault.DAMAGED_READ) {
            damage(result);
        }
        return result;
    }

    private <T> T die(Call<T> call) throws IOException {
        boolean performed;
        synchronized (this) {
            dead = true;
            performed = fatalIsPerformed != null ? fatalIsPerformed : random.nextBoolean();
        }
        try {
            if (performed) {
                call.run();
            }
        } finally {
            death.run();
        }
        throw new IOException("injected: the process died");
    }

    private void checkAlive() throws IOException {
        if (dead) {
            throw new IOException("injected: the process is dead");
        }
    }

    private @Nullable Fault nextFault(Operation operation, String key) {
        if (away) {
            return Fault.BEFORE;
        }
        if (times > 0 && which.test(operation, key)) {
            times--;
            return scripted;
        }
        boolean damagedBefore = damagedLast.remove(key);
        if (random.nextDouble() < probability) {
            boolean reads = operation == Operation.GET || operation == Operation.GET_TAIL;
            Fault fault = Fault.values()[random.nextInt(reads ? 4 : 2)];
            if (fault == Fault.DAMAGED_READ && (damagedBefore || !damagedLast.add(key))) {
                return null;
            }
            return fault;
        }
        return null;
    }

    private synchronized void damage(Object result) {
        byte[] bytes = result instanceof Tail tail ? tail.bytes() : result instanceof byte[] read ? read : new byte[0];
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }
    }
}
