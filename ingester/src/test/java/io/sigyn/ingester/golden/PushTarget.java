package io.sigyn.ingester.golden;

import io.sigyn.index.View;
import io.sigyn.ingester.IngesterConfig;
import io.sigyn.ingester.ManualClock;
import io.sigyn.ingester.PushBody;
import io.sigyn.ingester.RejectedPushException;
import io.sigyn.ingester.TestIngester;
import io.sigyn.ingester.ViewRows;
import io.sigyn.model.TenantId;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;

/** An ingester on a disk in memory; every other question is answered from flushed data. */
final class PushTarget implements AutoCloseable {
    private final TestIngester ingester;
    private boolean flush;

    private PushTarget(TestIngester ingester) {
        this.ingester = ingester;
    }

    static PushTarget open(ManualClock clock) throws IOException {
        IngesterConfig config = IngesterConfig.of(Path.of("/data"), GoldenLimits::of)
                .with(new IngesterConfig.Times(
                        Duration.ofHours(2), Instant.parse("2020-01-01T00:00:00Z"), Duration.ofMinutes(30)));
        return new PushTarget(TestIngester.open(config, new SimulatedDisk(1), new MemoryObjectStore(), clock));
    }

    void push(TenantId tenant, PushBody body) throws RejectedPushException {
        try {
            ingester.get().push(tenant, body).toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RejectedPushException refused) {
                throw refused;
            }
            throw e;
        }
    }

    List<ViewRows.Row> rows(String tenant) throws IOException {
        if (flush) {
            ingester.get().flush().toCompletableFuture().join();
        }
        flush = !flush;
        try (View view = ingester.get().open(new TenantId(tenant))) {
            List<ViewRows.Row> all = ViewRows.of(view);
            List<ViewRows.Row> distinct = new ArrayList<>();
            for (ViewRows.Row row : all) {
                ViewRows.Row last = distinct.isEmpty() ? null : distinct.get(distinct.size() - 1);
                boolean repeated = distinct.stream()
                        .anyMatch(other -> other.stream().equals(row.stream())
                                && other.timestampNanos() == row.timestampNanos()
                                && other.line().equals(row.line()));
                if (last == null || !repeated) {
                    distinct.add(row);
                }
            }
            return distinct;
        }
    }

    @Override
    public void close() {
        ingester.close();
    }
}
