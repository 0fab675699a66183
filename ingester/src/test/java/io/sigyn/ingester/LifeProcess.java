package io.sigyn.ingester;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.upkeep.Deletions;
import io.sigyn.index.upkeep.Pace;
import io.sigyn.index.upkeep.Upkeep;
import io.sigyn.index.upkeep.UpkeepMetrics;
import io.sigyn.index.upkeep.UpkeepOptions;
import io.sigyn.ingester.IngesterConfig.Flush;
import io.sigyn.ingester.IngesterConfig.Room;
import io.sigyn.ingester.IngesterConfig.Rotation;
import io.sigyn.ingester.flush.WriterIdentity;
import io.sigyn.model.Selector;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;

/** One process of a simulation, from its start to its death: an ingester and what keeps its segments up. */
final class LifeProcess implements AutoCloseable {
    private final ManualClock clock;
    private final ManifestStore manifests;
    private final Ingester ingester;
    private final Upkeep upkeep;
    private final UpkeepMetrics metrics = new UpkeepMetrics();
    private long refreshedMillis;

    LifeProcess(
            SimulatedDisk disk,
            ObjectStore store,
            ManualClock clock,
            UpkeepOptions options,
            TenantLimits limits,
            Deletions deletions,
            Random random)
            throws IOException {
        this.clock = clock;
        this.manifests = ManifestStore.withoutPauses(store);
        this.refreshedMillis = clock.millis();
        Segments segments = new Segments(store, 16 << 20);
        // Some have little memory, so that they flush what they recover in parts.
        long liveBytes = random.nextInt(3) == 0 ? 3 << 10 : 64 << 20;
        IngesterConfig config = IngesterConfig.of(Path.of("/data"), tenant -> limits)
                .with(new Rotation(1 << 20, Duration.ofDays(9)), new Room(liveBytes, 64 << 20, Duration.ZERO))
                // Nothing is tried again by itself: a schedule follows from its seed.
                .with(new Flush(1, Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(5)));
        WriterIdentity.next(disk, Path.of("/data/writer"), random); // a name that follows from the seed
        this.ingester = Ingester.open(config, disk, store, manifests, segments, clock);
        this.upkeep = new Upkeep(
                store,
                manifests,
                segments,
                options,
                tenant -> limits,
                deletions,
                this::flushOrFail,
                Pace.FULL,
                clock,
                random,
                metrics);
    }

    static UpkeepOptions options(Random random) {
        return UpkeepOptions.of(
                        Path.of(System.getProperty("java.io.tmpdir")),
                        true,
                        Duration.ofMinutes(10),
                        Duration.ofHours(2))
                .withSizes(2 + random.nextInt(2), 2 + random.nextInt(4), 1 << 20, random.nextBoolean() ? 1 : 1 << 20)
                .withGrace(Duration.ofHours(2), Duration.ofHours(24), Duration.ofHours(1));
    }

    Ingester ingester() {
        return ingester;
    }

    /** Whether all went well. */
    boolean keepUp() {
        long begunMillis = clock.millis();
        boolean succeeded = upkeep.round();
        refreshedMillis = succeeded ? begunMillis : refreshedMillis;
        return succeeded;
    }

    int merges() {
        return metrics.merges.intValue();
    }

    private void flushOrFail() throws IOException {
        try {
            ingester.flush().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException("cannot flush", e);
        }
    }

    boolean flush() {
        try {
            flushOrFail();
            return true;
        } catch (IOException notNow) {
            return false; // It is tried again.
        }
    }

    /** All rows that a query would be given, as keys of the model; labels and counts are those of the rows. */
    List<String> read(List<TenantId> tenants) throws IOException {
        List<String> all = new ArrayList<>();
        for (TenantId tenant : tenants) {
            if (clock.millis() - refreshedMillis > Duration.ofMinutes(10).toMillis()) {
                manifests.refresh(tenant); // as rounds of upkeep would have
            }
            try (View view = ingester.open(tenant)) {
                for (ViewRows.Row row : ViewRows.of(view)) {
                    all.add(tenant + " " + row.stream().getOrEmpty("app") + " " + row.timestampNanos() + " "
                            + row.line());
                }
                checkStats(view);
            }
        }
        return all;
    }

    String describe(List<TenantId> tenants) throws IOException {
        StringBuilder text = new StringBuilder();
        for (TenantId tenant : tenants) {
            text.append(tenant).append(": ").append(manifests.known(tenant)).append('\n');
        }
        return text.toString();
    }

    void refresh(List<TenantId> tenants) throws IOException {
        for (TenantId tenant : tenants) {
            manifests.refresh(tenant);
        }
        refreshedMillis = clock.millis();
    }

    /** What is said of streams without reading rows is what the rows say. */
    private static void checkStats(View view) throws IOException {
        for (RowSource source : view.sources()) {
            List<String> said = new ArrayList<>();
            source.forEachStream(
                    Selector.ALL,
                    TimeRange.ALL,
                    (stream, stats) -> said.add(stream + " " + stats.entries() + " " + stats.lineBytes() + " "
                            + stats.minTimestampNanos() + " " + stats.maxTimestampNanos()));
            assertThat(said)
                    .as("labels, series and stats")
                    .containsExactlyInAnyOrderElementsOf(ViewRows.statsOf(source));
        }
    }

    @Override
    public void close() {
        upkeep.close();
        ingester.close();
    }
}
