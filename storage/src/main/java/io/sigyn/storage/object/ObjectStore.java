package io.sigyn.storage.object;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Objects by key, each written once and whole. Keys are parts of 1 to 200 bytes joined by slashes. An object is either
 * not there or there with all its bytes, durable when a put returns. Thread-safe.
 */
public interface ObjectStore extends AutoCloseable {

    /**
     * Puts an object unless there is one.
     *
     * @return whether it was put; false leaves the one that was there
     * @throws IOException if the outcome is not known or it failed; the object may be there all the same
     */
    boolean putIfAbsent(String key, ObjectBody body) throws IOException;

    /** Puts an object, in place of the one that may be there. */
    void put(String key, ObjectBody body) throws IOException;

    /**
     * Bytes from {@code offset} on, exactly {@code length} of them.
     *
     * @throws java.nio.file.NoSuchFileException if there is no such object
     * @throws IOException if it failed, or the object ends before
     */
    byte[] get(String key, long offset, int length) throws IOException;

    /** Several ranges of an object, in the order asked for; a store may join near ones and ask for all at once. */
    default List<byte[]> getAll(String key, List<Range> ranges) throws IOException {
        List<byte[]> all = new ArrayList<>(ranges.size());
        for (Range range : ranges) {
            all.add(get(key, range.offset(), range.length()));
        }
        return all;
    }

    /** Says that these ranges will be asked for soon; a store that is far away may fetch them meanwhile. */
    default void prefetch(String key, List<Range> ranges) {}

    /** Says that what was read of an object makes no sense: a store that holds a copy of it drops that. */
    default void distrust(String key) {}

    /** The last bytes, at most {@code maxBytes}, and the size of the whole; throws as {@link #get}. */
    Tail getTail(String key, int maxBytes) throws IOException;

    /** All objects whose key starts with the prefix and sorts after {@code startAfter} (may be empty), sorted by key. */
    List<ObjectInfo> list(String prefix, String startAfter) throws IOException;

    /** Deletes an object; one that is not there is as good as deleted. */
    void delete(String key) throws IOException;

    @Override
    void close();

    /** Bytes of an object. */
    record Range(long offset, int length) {}

    /** One object as a listing shows it. */
    record ObjectInfo(String key, long sizeBytes, Instant modified) {}

    /** The end of an object. */
    record Tail(byte[] bytes, long objectSizeBytes) {}
}
