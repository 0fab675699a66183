package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.upkeep.Deletions;
import io.sigyn.index.upkeep.RowFilter;
import io.sigyn.model.TenantId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * What a store must, may and must not show: acknowledged rows once, rows that were sent at most once, none else; rows past
 * retention or asked to be deleted may be gone, and those of an applied request must be. Thread-safe, since what a process
 * recovers is flushed beside what it does.
 */
final class LifeModel implements Deletions {
    private final Map<String, Row> sent = new LinkedHashMap<>();
    private final Map<TenantId, List<Request>> requests = new HashMap<>();
    private int applied;

    /** A row as it was pushed, and what is known of it. */
    static final class Row {
        final TenantId tenant;
        final String app;
        final long timestampNanos;
        final String line;
        private final Set<Integer> acknowledgedBy = new HashSet<>();
        private boolean mayBeGone;
        private boolean mustBeGone;
        private boolean sentAgain;

        Row(TenantId tenant, String app, long timestampNanos, String line) {
            this.tenant = tenant;
            this.app = app;
            this.timestampNanos = timestampNanos;
            this.line = line;
        }

        String key() {
            return tenant + " " + app + " " + timestampNanos + " " + line;
        }
    }

    private record Request(Due due, Set<Row> rows) {}

    synchronized void sent(List<Row> rows) {
        rows.forEach(row -> {
            row.sentAgain |= sent.containsKey(row.key());
            sent.putIfAbsent(row.key(), row);
        });
    }

    /** A process has answered that these rows are durable. */
    synchronized void acknowledged(List<Row> rows, int process) {
        rows.forEach(row -> row.acknowledgedBy.add(process));
    }

    /** Some rows that a client that missed an answer would send again; none that may be gone, since they would be new. */
    synchronized List<Row> someAgain(TenantId tenant, Random random) {
        List<Row> rows = new ArrayList<>();
        for (Row row : sent.values()) {
            if (row.tenant.equals(tenant) && !row.mayBeGone && random.nextInt(4) == 0 && rows.size() < 4) {
                rows.add(row);
            }
        }
        return rows;
    }

    /** Rows of an app before this instant may be dropped from now on. */
    synchronized void expired(String app, long beforeNanos) {
        for (Row row : sent.values()) {
            row.mayBeGone |= row.app.equals(app) && row.timestampNanos < beforeNanos;
        }
    }

    /** A request to delete an app's rows so far, but for those in flight, from an instant to another. */
    synchronized void delete(TenantId tenant, String app, long fromNanos, long toNanos) {
        Set<Row> rows = new HashSet<>();
        for (Row row : sent.values()) {
            if (row.tenant.equals(tenant)
                    && row.app.equals(app)
                    && row.timestampNanos >= fromNanos
                    && row.timestampNanos <= toNanos) {
                row.mayBeGone = true;
                rows.add(row);
            }
        }
        RowFilter filter =
                (stream, min, max) -> !stream.getOrEmpty("app").equals(app) || max < fromNanos || min > toNanos
                        ? null
                        : (timestamp, buffer, offset, length, metadata) ->
                                timestamp >= fromNanos && timestamp <= toNanos;
        List<Request> of = requests.computeIfAbsent(tenant, any -> new ArrayList<>());
        of.add(new Request(new Due("r" + applied + "." + of.size(), fromNanos, toNanos, filter), rows));
    }

    @Override
    public synchronized List<Due> due(TenantId tenant) {
        return requests.getOrDefault(tenant, List.of()).stream()
                .map(Request::due)
                .toList();
    }

    /** A row that was not acknowledged may have waited in a log that is not replayed yet; so it may come after. */
    @Override
    public synchronized void applied(TenantId tenant, List<Due> due) {
        for (Request request : List.copyOf(requests.getOrDefault(tenant, List.of()))) {
            if (due.contains(request.due)) {
                request.rows.forEach(row -> row.mustBeGone |= !row.acknowledgedBy.isEmpty() && !row.sentAgain);
                requests.getOrDefault(tenant, new ArrayList<>()).remove(request);
                applied++;
            }
        }
    }

    synchronized int appliedRequests() {
        return applied;
    }

    /**
     * Holds what was read against what must be.
     *
     * @param process whose live rows were read, or -1 for rows of all
     */
    synchronized void check(List<String> read, int process) {
        Map<String, Integer> found = new HashMap<>();
        read.forEach(row -> found.merge(row, 1, Integer::sum));
        found.forEach((key, count) -> {
            Row row = sent.get(key);
            assertThat(row).as("nothing made up: %s", key).isNotNull();
            assertThat(count == 1 || row.sentAgain).as("nothing twice: %s", key).isTrue();
            assertThat(row.mustBeGone).as("deleted: %s", key).isFalse();
        });
        for (Row row : sent.values()) {
            boolean must = process < 0 ? !row.acknowledgedBy.isEmpty() : row.acknowledgedBy.contains(process);
            if (must && !row.mayBeGone) {
                assertThat(found).as("nothing lost: %s", row.key()).containsKey(row.key());
            }
        }
    }
}
