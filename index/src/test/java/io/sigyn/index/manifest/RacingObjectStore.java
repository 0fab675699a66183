package io.sigyn.index.manifest;

import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Objects in memory, with the faults of a real store: a request fails before or after it took effect. For one thread at a
 * time.
 */
final class RacingObjectStore implements ObjectStore {
    private final Map<String, byte[]> objects;
    private final Random random;
    private final double faultRate;

    RacingObjectStore(Map<String, byte[]> objects, Random random, double faultRate) {
        this.objects = objects;
        this.random = random;
        this.faultRate = faultRate;
    }

    private void mayFail(String when) throws IOException {
        if (random.nextDouble() < faultRate) {
            throw new IOException("injected: failed " + when + " it took effect");
        }
    }

    @Override
    public boolean putIfAbsent(String key, ObjectBody body) throws IOException {
        mayFail("before");
        boolean put = objects.putIfAbsent(key, body.open().readAllBytes()) == null;
        mayFail("after");
        return put;
    }

    @Override
    public void put(String key, ObjectBody body) throws IOException {
        mayFail("before");
        objects.put(key, body.open().readAllBytes());
        mayFail("after");
    }

    @Override
    public byte[] get(String key, long offset, int length) throws IOException {
        mayFail("before");
        return Arrays.copyOfRange(object(key), (int) offset, (int) offset + length);
    }

    @Override
    public Tail getTail(String key, int maxBytes) throws IOException {
        mayFail("before");
        byte[] object = object(key);
        return new Tail(
                Arrays.copyOfRange(object, Math.max(0, object.length - maxBytes), object.length), object.length);
    }

    private byte[] object(String key) throws NoSuchFileException {
        byte[] object = objects.get(key);
        if (object == null) {
            throw new NoSuchFileException(key);
        }
        return object;
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        mayFail("before");
        List<ObjectInfo> found = new ArrayList<>();
        objects.forEach((key, object) -> {
            if (key.startsWith(prefix) && key.compareTo(startAfter) > 0) {
                found.add(new ObjectInfo(key, object.length, Instant.EPOCH));
            }
        });
        found.sort(Comparator.comparing(ObjectInfo::key));
        return found;
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    @Override
    public void close() {}
}
