package io.sigyn.index.upkeep;

import io.sigyn.model.TenantId;
import io.sigyn.storage.object.ObjectBody;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How delete requests lie in the store. A request is an object, put only if absent and never changed. What becomes of it is
 * said by the presence of another one beside it, so that no order of writes and no crash can make a state that means
 * something else. Stateless, thread-safe.
 *
 * <pre>
 * deletes/TENANT.tenant/ID.request     what is asked for, see {@link DeleteRequest}
 * deletes/TENANT.tenant/ID.cancelled   it is taken back: the request is deleted, this stays for a week
 * deletes/TENANT.tenant/ID.processed   it has been applied to all segments; both stay for a month, to be listed
 * </pre>
 */
final class DeleteRequestObjects {
    static final String REQUEST = ".request";
    static final String CANCELLED = ".cancelled";
    static final String PROCESSED = ".processed";

    private static final Logger LOG = LoggerFactory.getLogger(DeleteRequestObjects.class);
    private static final String FOLDER = "deletes/";
    private static final String TENANT_END = ".tenant";
    private static final int MAX_REQUEST_BYTES = 1 << 20;

    private final ObjectStore store;

    DeleteRequestObjects(ObjectStore store) {
        this.store = store;
    }

    /** Which objects there are of a request, and since when; 0 for none. */
    record Seen(long requestMillis, long cancelledMillis, long processedMillis) {
        private static final Seen NOTHING = new Seen(0, 0, 0);

        private Seen and(String end, long modifiedMillis) {
            long at = Math.max(1, modifiedMillis);
            return switch (end) {
                case REQUEST -> new Seen(at, cancelledMillis, processedMillis);
                case CANCELLED -> new Seen(requestMillis, at, processedMillis);
                default -> new Seen(requestMillis, cancelledMillis, at);
            };
        }
    }

    /** All there are, by tenant and id. */
    Map<TenantId, Map<String, Seen>> list() throws IOException {
        Map<TenantId, Map<String, Seen>> listed = new HashMap<>();
        for (ObjectStore.ObjectInfo object : store.list(FOLDER, "")) {
            Name name = Name.parse(object.key());
            if (name != null) {
                long modified = object.modified().toEpochMilli();
                Map<String, Seen> requests = listed.computeIfAbsent(name.tenant, any -> new HashMap<>());
                requests.put(
                        name.id, requests.getOrDefault(name.id, Seen.NOTHING).and(name.end, modified));
            }
        }
        return listed;
    }

    private record Name(TenantId tenant, String id, String end) {
        static @Nullable Name parse(String key) {
            String[] parts = key.split("/", -1);
            if (parts.length != 3 || !parts[1].endsWith(TENANT_END)) {
                return null;
            }
            String tenant = parts[1].substring(0, parts[1].length() - TENANT_END.length());
            for (String end : List.of(REQUEST, CANCELLED, PROCESSED)) {
                if (parts[2].endsWith(end)) {
                    return new Name(new TenantId(tenant), parts[2].substring(0, parts[2].length() - end.length()), end);
                }
            }
            return null;
        }
    }

    /** False if its id is taken. */
    boolean ask(DeleteRequest request) throws IOException {
        return store.putIfAbsent(key(request.tenant(), request.id(), REQUEST), ObjectBody.of(request.encode()));
    }

    void cancel(TenantId tenant, String id) throws IOException {
        store.putIfAbsent(key(tenant, id, CANCELLED), ObjectBody.of(new byte[0]));
    }

    void process(TenantId tenant, String id) throws IOException {
        store.putIfAbsent(key(tenant, id, PROCESSED), ObjectBody.of(new byte[0]));
    }

    DeleteRequest read(TenantId tenant, String id) throws IOException {
        String key = key(tenant, id, REQUEST);
        return DeleteRequest.decode(key, store.getTail(key, MAX_REQUEST_BYTES).bytes());
    }

    /** What is not deleted now is at the next refresh. */
    void deleteQuietly(TenantId tenant, String id, String end) {
        try {
            store.delete(key(tenant, id, end));
        } catch (IOException e) {
            LOG.debug("{} is not deleted now, but at the next refresh: {}", key(tenant, id, end), e.getMessage());
        }
    }

    private static String key(TenantId tenant, String id, String end) {
        return FOLDER + tenant + TENANT_END + "/" + id + end;
    }
}
