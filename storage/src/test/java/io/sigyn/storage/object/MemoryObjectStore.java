package io.sigyn.storage.object;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Objects in memory, for tests; faults can be put between caller and store. Lists are as S3's: strongly consistent.
 * Thread-safe if the faults are.
 */
public class MemoryObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private volatile Faults faults = (operation, key) -> Fault.NONE;
    private volatile Instant now = Instant.EPOCH;

    /** What becomes of one operation. */
    public enum Fault {
        NONE,
        /** Fails without effect. */
        BEFORE,
        /** Takes effect, then fails all the same. */
        AFTER
    }

    public enum Operation {
        PUT_IF_ABSENT,
        PUT,
        GET,
        LIST,
        DELETE
    }

    public interface Faults {
        Fault next(Operation operation, String key) throws IOException;
    }

    public void faults(Faults next) {
        faults = next;
    }

    /** The time that objects put from now on carry. */
    public void now(Instant time) {
        now = time;
    }

    /** The bytes as they lie there, to be damaged or compared. */
    public Map<String, byte[]> objects() {
        return objects;
    }

    private final Map<String, Instant> modified = new ConcurrentSkipListMap<>();

    @Override
    public boolean putIfAbsent(String key, ObjectBody body) throws IOException {
        Fault fault = begin(Operation.PUT_IF_ABSENT, key);
        boolean put = objects.putIfAbsent(key, bytes(body)) == null;
        if (put) {
            modified.put(key, now);
        }
        end(fault, key);
        return put;
    }

    @Override
    public void put(String key, ObjectBody body) throws IOException {
        Fault fault = begin(Operation.PUT, key);
        objects.put(key, bytes(body));
        modified.put(key, now);
        end(fault, key);
    }

    @Override
    public byte[] get(String key, long offset, int length) throws IOException {
        end(begin(Operation.GET, key), key);
        byte[] bytes = existing(key);
        if (offset + length > bytes.length) {
            throw new IOException(key + " has " + bytes.length + " bytes (asked for: " + (offset + length) + ")");
        }
        return Arrays.copyOfRange(bytes, (int) offset, (int) offset + length);
    }

    @Override
    public Tail getTail(String key, int maxBytes) throws IOException {
        end(begin(Operation.GET, key), key);
        byte[] bytes = existing(key);
        return new Tail(Arrays.copyOfRange(bytes, Math.max(0, bytes.length - maxBytes), bytes.length), bytes.length);
    }

    @Override
    public List<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        end(begin(Operation.LIST, prefix), prefix);
        List<ObjectInfo> infos = new ArrayList<>();
        for (Map.Entry<String, byte[]> object : objects.tailMap(prefix, true).entrySet()) {
            if (!object.getKey().startsWith(prefix)) {
                break;
            }
            if (object.getKey().compareTo(startAfter) > 0) {
                infos.add(new ObjectInfo(
                        object.getKey(),
                        object.getValue().length,
                        modified.getOrDefault(object.getKey(), Instant.EPOCH)));
            }
        }
        return infos;
    }

    @Override
    public void delete(String key) throws IOException {
        Fault fault = begin(Operation.DELETE, key);
        objects.remove(key);
        modified.remove(key);
        end(fault, key);
    }

    @Override
    public void close() {}

    private Fault begin(Operation operation, String key) throws IOException {
        if (operation != Operation.LIST) {
            ObjectKeys.check(key);
        }
        Fault fault = faults.next(operation, key);
        if (fault == Fault.BEFORE) {
            throw new IOException("injected before " + operation + " of " + key);
        }
        return fault;
    }

    private static void end(Fault fault, String key) throws IOException {
        if (fault == Fault.AFTER) {
            throw new IOException("injected after " + key);
        }
    }

    private byte[] existing(String key) throws NoSuchFileException {
        byte[] bytes = objects.get(key);
        if (bytes == null) {
            throw new NoSuchFileException(key);
        }
        return bytes;
    }

    private static byte[] bytes(ObjectBody body) throws IOException {
        try (InputStream in = body.open()) {
            byte[] bytes = in.readAllBytes();
            if (bytes.length != body.sizeBytes()) {
                throw new IOException("body of " + bytes.length + " bytes (said: " + body.sizeBytes() + ")");
            }
            return bytes;
        }
    }
}
