package io.sigyn.ruler;

import io.sigyn.index.Segments;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.IngesterConfig;
import io.sigyn.ingester.PushBody;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.Querier;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.ruler.delivery.Deliveries;
import io.sigyn.ruler.delivery.DeliveryOptions;
import io.sigyn.ruler.delivery.Endpoint;
import io.sigyn.ruler.rule.RuleFormatException;
import io.sigyn.ruler.rule.RuleGroup;
import io.sigyn.ruler.rule.RuleGroupReader;
import io.sigyn.ruler.store.ObjectRuleStore;
import io.sigyn.storage.disk.RealDisk;
import io.sigyn.storage.disk.SimulatedDisk;
import io.sigyn.storage.object.MemoryObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** A real ingester, querier and ruler over memory, a clock that is set by hand, and receivers on this machine. */
final class World implements AutoCloseable {
    static final TenantId TENANT = new TenantId("t");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    final MemoryObjectStore objects = new MemoryObjectStore();
    final Receiver alertmanager = new Receiver();
    final Receiver writer = new Receiver();
    private Instant now = START;
    private final Ingester ingester;
    private final ScanExecutor scans = new ScanExecutor(1);
    private final Querier querier;
    private final Function<TenantId, TenantLimits> limits;
    private final RulerOptions options;
    Ruler ruler;

    World(Function<TenantId, TenantLimits> limits, RulerOptions options) throws IOException {
        this.limits = limits;
        this.options = options;
        ingester = Ingester.open(
                IngesterConfig.of(Path.of("/wal"), limits),
                new SimulatedDisk(1),
                objects,
                new ManifestStore(objects),
                new Segments(objects, 1 << 20),
                () -> now);
        querier = new Querier(ingester, limits, scans, () -> now);
        ruler = newRuler();
        ruler.tick();
    }

    World() throws IOException {
        this(
                tenant -> TenantLimits.defaults(),
                RulerOptions.defaults()
                        .withIntervals(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(3)));
    }

    private Ruler newRuler() {
        return new Ruler(
                new ObjectRuleStore(objects, () -> now),
                querier,
                limits,
                options,
                deliveries(),
                RulerThreads.direct(),
                () -> now);
    }

    private Deliveries deliveries() {
        try {
            return new Deliveries(
                    DeliveryOptions.of(
                            List.of(Endpoint.of(alertmanager.url(), Duration.ofSeconds(10))),
                            100,
                            List.of(Endpoint.of(writer.url() + "/write", Duration.ofSeconds(10)))),
                    Receiver.http(),
                    duration -> {},
                    new RealDisk());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Another process over the same logs and rules. */
    void restart() {
        ruler.close();
        ruler = newRuler();
    }

    void set(String namespace, String yaml) throws IOException, RuleFormatException, RuleLimitException {
        ruler.set(TENANT, namespace, group(yaml));
    }

    static RuleGroup group(String yaml) throws RuleFormatException {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        return RuleGroupReader.readGroup(bytes, bytes.length);
    }

    void push(String app, String line) {
        push(TENANT, app, line);
    }

    void push(TenantId tenant, String app, String line) {
        String json = "{\"streams\":[{\"stream\":{\"app\":\"" + app + "\"},\"values\":[[\"" + now.toEpochMilli()
                + "000000\",\"" + line + "\"]]}]}";
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        ingester.push(tenant, new PushBody(PushBody.Endpoint.PUSH, "application/json", "", body, 0, body.length))
                .toCompletableFuture()
                .join();
    }

    Instant now() {
        return now;
    }

    /** The clock moves on in steps of ten seconds, and at each the ruler does what is due. */
    void pass(Duration time) {
        for (long i = 0; i < time.toSeconds(); i += 10) {
            now = now.plusSeconds(10);
            ruler.tick();
        }
    }

    /** The clock moves on at once. */
    void jump(Duration time) {
        now = now.plus(time);
        ruler.tick();
    }

    @Override
    public void close() {
        ruler.close();
        ingester.close();
        scans.close();
        alertmanager.close();
        writer.close();
    }
}
