package io.sigyn.server;

import io.sigyn.index.Segments;
import io.sigyn.index.Views;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.upkeep.DeleteRequests;
import io.sigyn.index.upkeep.Deletions;
import io.sigyn.index.upkeep.ExpiringViews;
import io.sigyn.index.upkeep.HidingViews;
import io.sigyn.index.upkeep.RestingPace;
import io.sigyn.index.upkeep.Upkeep;
import io.sigyn.index.upkeep.UpkeepMetrics;
import io.sigyn.index.upkeep.UpkeepOptions;
import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.IngesterConfig;
import io.sigyn.ingester.pattern.PatternMiner;
import io.sigyn.querier.MetadataQueries;
import io.sigyn.querier.Querier;
import io.sigyn.querier.QueryParameters;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.ruler.Ruler;
import io.sigyn.server.api.AccessLog;
import io.sigyn.server.api.Api;
import io.sigyn.server.api.ApiMetrics;
import io.sigyn.server.api.DeleteHandler;
import io.sigyn.server.api.OpsHandler;
import io.sigyn.server.api.Routes;
import io.sigyn.server.api.Tenants;
import io.sigyn.server.auth.LoginGate;
import io.sigyn.server.config.ConfigPrinter;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.server.config.TenantOverrides;
import io.sigyn.server.http.Gate;
import io.sigyn.server.http.HttpServer;
import io.sigyn.server.http.HttpServerSettings;
import io.sigyn.server.http.Route;
import io.sigyn.server.http.Router;
import io.sigyn.server.logging.LogLevel;
import io.sigyn.server.tls.TlsFiles;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running Sigyn: built part by part in the order in which data passes them, closed in reverse. Thread-safe; may be
 * closed twice.
 */
public final class Sigyn implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Sigyn.class);
    private static final List<String> SERVICES =
            List.of("server", "runtime-config", "store", "ingester", "distributor", "querier", "compactor", "ruler");

    private static final Duration DELETES_REFRESHED_EVERY = Duration.ofSeconds(15);

    private final SigynConfig config;
    private final Parts parts = new Parts();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final HttpServer http;
    private List<Route> routes = List.of();

    private Sigyn(SigynConfig config) throws IOException {
        this.config = config;
        LogLevel.set(config.logging().level());
        try {
            this.http = build();
        } catch (Throwable failure) {
            parts.closeAfter(failure);
            throw failure;
        }
    }

    /** Starts everything; it serves when this returns. */
    public static Sigyn start(SigynConfig config) throws IOException {
        return new Sigyn(config);
    }

    public static void main(String[] arguments) {
        System.exit(Launcher.run(arguments));
    }

    private HttpServer build() throws IOException {
        Clock clock = Clock.systemUTC();
        int processors = Runtime.getRuntime().availableProcessors();
        TenantOverrides overrides =
                new TenantOverrides(config.limits(), config.runtime().files());
        if (!config.runtime().files().isEmpty()) {
            reloadRegularly(
                    "runtime-config", overrides::reload, config.runtime().period());
        }
        TlsFiles tls = tls();
        LoginGate logins = logins();
        Gate gate = logins == null ? Gate.OPEN : logins;

        Disk disk = new RealDisk();
        parts.add("lock", FolderLock.take(config.storage().walDirectory()));
        Stores.Opened opened = Stores.open(config.storage(), disk, clock);
        ObjectStore store = parts.add("object store", opened.store());
        ManifestStore manifests = new ManifestStore(store);
        Segments segments = new Segments(store, Memory.indexCacheBytes());
        Ingester ingester = parts.add(
                "ingester", Ingester.open(ingesterConfig(overrides), disk, store, manifests, segments, clock));

        UpkeepMetrics upkeepMetrics = new UpkeepMetrics();
        DeleteRequests deletes = config.upkeep().deletesEnabled() ? deleteRequests(store, overrides, clock) : null;
        keepUp(store, manifests, segments, overrides, deletes, ingester, upkeepMetrics, clock);

        PatternMiner patterns = config.writePath().patternsEnabled() ? minePatterns(ingester) : null;

        ScanExecutor scans = parts.add("scans", new ScanExecutor(processors));
        Views all = deletes == null ? ingester : new HidingViews(ingester, deletes);
        Views views = config.upkeep().retentionEnabled() ? new ExpiringViews(all, overrides::of, clock) : all;
        Querier querier = new Querier(views, overrides::of, scans, clock);
        MetadataQueries metadata = new MetadataQueries(views, overrides::of, querier, clock);

        Ruler ruler = Rules.open(config, parts, disk, store, querier, overrides::of, clock);
        if (config.target().equals("all") || config.target().equals("backend")) {
            ruler.start();
        }

        SigynConfig.ReadPath read = config.readPath();
        ApiMetrics metrics = new ApiMetrics(Build.info());
        metrics.watch(ingester);
        if (logins != null) {
            metrics.watchLogins(logins::refusals);
        }
        metrics.watch(opened.metrics(), segments);
        if (opened.cache() != null) {
            metrics.watch(opened.cache());
        }
        metrics.watch(querier);
        metrics.watch(ruler);
        metrics.watch(upkeepMetrics);
        if (deletes != null) {
            metrics.watch(deletes);
        }
        if (patterns != null) {
            metrics.watch(patterns);
        }
        Tenants tenants = new Tenants(config.authEnabled(), read.multiTenantQueries());
        Api api = new Api(
                ingester,
                querier,
                metadata,
                new QueryParameters(clock),
                ruler,
                overrides::of,
                tenants,
                parts.add(
                        "workers",
                        Api.Workers.start(
                                processors,
                                Math.max(read.maxConcurrentQueries(), 2 * processors),
                                read.maxQueuedPerTenant())),
                metrics,
                new OpsHandler.Operations(
                        () -> stopping.get() ? "Application is stopping" : "",
                        mode -> ConfigPrinter.print(config, mode),
                        SERVICES,
                        Build.info(),
                        ingester::flush),
                deletes == null
                        ? null
                        : new DeleteHandler(
                                deletes, config.upkeep().deleteMaxInterval(), overrides::of, tenants, clock),
                patterns,
                new Api.Options(
                        read.slowQueryThreshold(),
                        config.rules().apiEnabled(),
                        read.tailMaxDuration(),
                        config.gateway().isOn()));
        routes = Routes.of(api);
        AccessLog accessLog = new AccessLog(metrics, config.logging().requests());
        Router router = new Router(config.http().pathPrefix(), routes);
        HttpServer http = parts.add("http", HttpServer.start(httpSettings(tls), router, gate, accessLog));
        if (logins != null) {
            logins.whenChanged(http::judgeAgain);
        }
        return http;
    }

    private PatternMiner minePatterns(Ingester ingester) {
        PatternMiner miner = parts.add("patterns", new PatternMiner());
        miner.start();
        ingester.teach(miner);
        return miner;
    }

    /** Those of other processes on the same store are seen at the next refresh. */
    private DeleteRequests deleteRequests(ObjectStore store, TenantOverrides overrides, Clock clock)
            throws IOException {
        DeleteRequests requests = DeleteRequests.open(
                store, overrides::of, config.upkeep().deleteCancelPeriod(), clock, new SecureRandom());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "delete-requests");
            thread.setDaemon(true);
            return thread;
        });
        parts.add("delete requests", timer::shutdownNow);
        long seconds = DELETES_REFRESHED_EVERY.toSeconds();
        ScheduledFuture<?> unused =
                timer.scheduleWithFixedDelay(() -> refresh(requests), seconds, seconds, TimeUnit.SECONDS);
        return requests;
    }

    private static void refresh(DeleteRequests requests) {
        try {
            requests.refresh();
        } catch (IOException | RuntimeException e) {
            log.warn(
                    "delete requests that other processes made may not be in force here: {}. Tried again in {}",
                    e.getMessage(),
                    DELETES_REFRESHED_EVERY);
        }
    }

    private void keepUp(
            ObjectStore store,
            ManifestStore manifests,
            Segments segments,
            TenantOverrides overrides,
            @Nullable DeleteRequests deletes,
            Ingester ingester,
            UpkeepMetrics metrics,
            Clock clock) {
        SigynConfig.Upkeep settings = config.upkeep();
        if (config.target().equals("read") || config.target().equals("write")) {
            return;
        }
        UpkeepOptions options = UpkeepOptions.of(
                config.storage().dataDirectory().resolve("merging"),
                settings.retentionEnabled(),
                settings.compactionInterval(),
                longestQuery().compareTo(settings.deleteDelay()) > 0 ? longestQuery() : settings.deleteDelay());
        parts.add(
                        "upkeep",
                        new Upkeep(
                                store,
                                manifests,
                                segments,
                                options,
                                overrides::of,
                                deletes == null ? Deletions.NONE : deletes,
                                () -> flushNow(ingester),
                                new RestingPace(() -> ingester.liveBytes() > Memory.liveBytes() / 2),
                                clock,
                                new SecureRandom(),
                                metrics))
                .start();
    }

    /** With what it takes to send an answer. */
    private Duration longestQuery() {
        return config.limits().queryTimeout().plus(config.http().writeTimeout()).plusMinutes(1);
    }

    private static void flushNow(Ingester ingester) throws IOException {
        try {
            ingester.flush().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new IOException("cannot flush what is live before rows are deleted: " + e.getMessage(), e);
        }
    }

    private @Nullable TlsFiles tls() {
        if (config.http().tls().isEmpty()) {
            return null;
        }
        TlsFiles tls = new TlsFiles(config.http().tls().get());
        reloadRegularly("certificates", tls::reload, config.gateway().reloadPeriod());
        return tls;
    }

    private @Nullable LoginGate logins() {
        if (!config.gateway().isOn()) {
            return null;
        }
        LoginGate logins = parts.add("logins", new LoginGate(config.gateway()));
        reloadRegularly("logins", logins::reload, config.gateway().reloadPeriod());
        return logins;
    }

    private void reloadRegularly(String name, Runnable reload, Duration period) {
        if (period.isZero()) {
            return;
        }
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
        parts.add(name, timer::shutdownNow);
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        reload.run();
                    } catch (RuntimeException e) {
                        log.error("{} not read again", name, e); // and the next time it is tried again
                    }
                },
                period.toMillis(),
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private IngesterConfig ingesterConfig(TenantOverrides overrides) {
        SigynConfig.WritePath write = config.writePath();
        return IngesterConfig.of(config.storage().walDirectory(), overrides::of)
                .with(new IngesterConfig.Messages(Memory.maxDecodedPushBytes(), (int)
                        Math.min(Integer.MAX_VALUE, config.http().maxPushBytes())))
                .with(new IngesterConfig.Times(write.maxChunkAge(), write.schemaStart(), write.chunkIdlePeriod()))
                // A third is filled, a third is flushed, and a third is room until that is done.
                .with(
                        new IngesterConfig.Rotation(Memory.liveBytes() / 3, Duration.ofMinutes(30)),
                        new IngesterConfig.Room(Memory.liveBytes(), 4L << 30, Duration.ofSeconds(2)));
    }

    private HttpServerSettings httpSettings(@Nullable TlsFiles tls) {
        SigynConfig.Http settings = config.http();
        return new HttpServerSettings(
                settings.address(),
                settings.port(),
                settings.maxConnections(),
                settings.readHeaderTimeout(),
                settings.readTimeout(),
                settings.writeTimeout(),
                settings.idleTimeout(),
                Memory.maxBufferedBodyBytes(),
                settings.compressResponses(),
                tls);
    }

    /** All that can be asked for. */
    List<Route> routes() {
        return routes;
    }

    public int port() {
        return http.port();
    }

    /** Takes no more requests, lets those that run end, flushes, and closes. */
    @Override
    public void close() {
        if (stopping.getAndSet(true)) {
            return;
        }
        log.info("stopping: requests that run may end, then live data is flushed");
        http.drain(config.http().drainTimeout());
        parts.close();
        log.info("stopped");
    }
}
