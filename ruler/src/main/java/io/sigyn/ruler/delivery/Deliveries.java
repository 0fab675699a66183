package io.sigyn.ruler.delivery;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.relabel.Relabeling;
import io.sigyn.storage.disk.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All endpoints with their queues: every Alertmanager is told every alert, every remote writer every sample. Thread-safe. */
public final class Deliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);
    private static final int ALERTS_IN_BATCH = 64;
    /** An alert that still fires is told anew anyhow. */
    private static final int ALERT_ATTEMPTS = 5;

    private static final int SAMPLES_IN_BATCH = 2_000;
    private static final int MAX_QUEUED_SAMPLES = 100_000;
    private static final String TENANT = "X-Scope-OrgID";
    private static final int TOO_MANY = 429;

    private final Map<Endpoint, DeliveryQueue<Alert>> alertmanagers = new LinkedHashMap<>();
    private final Map<Endpoint, DeliveryQueue<SeriesSample>> writers = new LinkedHashMap<>();
    private final Map<Endpoint, Relabeling> relabelings = new HashMap<>();
    private final DeliveryOptions options;
    private final HttpPost http;

    /** Opens the queues; what a former process left in its journals is on its way again. */
    public Deliveries(DeliveryOptions options, HttpPost http, Pause pause, Disk disk) throws IOException {
        this.options = options;
        this.http = http;
        for (Endpoint base : options.alertmanagers()) {
            Endpoint endpoint = base.below("/api/v2/alerts");
            this.alertmanagers.put(
                    endpoint,
                    new DeliveryQueue<>(
                            new DeliveryQueue.Kind<>(
                                    "alerts",
                                    options.maxQueuedAlerts(),
                                    ALERTS_IN_BATCH,
                                    ALERT_ATTEMPTS,
                                    Alert::tenant),
                            DeliveryQueue.Journal.none(),
                            batch -> alerts(endpoint, batch),
                            pause,
                            new DeliveryCounters()));
        }
        for (DeliveryOptions.RemoteWriter writer : options.writers()) {
            Endpoint endpoint = writer.endpoint();
            relabelings.put(endpoint, writer.relabeling());
            DeliveryCounters counters = new DeliveryCounters();
            this.writers.put(
                    endpoint,
                    new DeliveryQueue<>(
                            new DeliveryQueue.Kind<>(
                                    "remote-write",
                                    MAX_QUEUED_SAMPLES,
                                    SAMPLES_IN_BATCH,
                                    Integer.MAX_VALUE,
                                    SeriesSample::tenant),
                            journal(disk, endpoint),
                            batch -> samples(endpoint, batch, counters),
                            pause,
                            counters));
        }
        this.writers.values().forEach(DeliveryQueue::start);
    }

    /** Named by the URL, so that what waits for an endpoint is sent to no other. */
    private DeliveryQueue.Journal<SeriesSample> journal(Disk disk, Endpoint endpoint) throws IOException {
        if (options.journals().isEmpty()) {
            return DeliveryQueue.Journal.none();
        }
        UUID name = UUID.nameUUIDFromBytes(endpoint.url().toString().getBytes(StandardCharsets.UTF_8));
        return SampleJournal.open(disk, options.journals().get(), name + ".samples", MAX_QUEUED_SAMPLES);
    }

    /** What there is to see of one endpoint. */
    public record Status(Endpoint endpoint, int queued, int capacity, DeliveryCounters counters) {}

    public void alerts(List<Alert> alerts) {
        List<Alert> told = new ArrayList<>();
        for (Alert alert : alerts) {
            options.alertRelabeling().apply(alert.labels()).ifPresent(labels -> told.add(alert.withLabels(labels)));
        }
        alertmanagers.values().forEach(queue -> queue.add(told));
    }

    public void samples(List<SeriesSample> samples) {
        writers.forEach((endpoint, queue) -> {
            List<SeriesSample> written = relabeled(samples, relabelings.getOrDefault(endpoint, Relabeling.NONE));
            long newest = written.stream()
                    .mapToLong(SeriesSample::timestampMillis)
                    .max()
                    .orElse(0);
            queue.counters().newestQueuedMillis.accumulateAndGet(newest, Math::max);
            queue.add(written);
        });
    }

    private static List<SeriesSample> relabeled(List<SeriesSample> samples, Relabeling relabeling) {
        List<SeriesSample> written = new ArrayList<>();
        for (SeriesSample sample : samples) {
            relabeling.apply(sample.labels()).ifPresent(labels -> written.add(sample.withLabels(labels)));
        }
        return written;
    }

    /** Whether anybody wants samples. */
    public boolean wantsSamples() {
        return !writers.isEmpty();
    }

    public List<Status> alertmanagers() {
        return statuses(alertmanagers, options.maxQueuedAlerts());
    }

    public List<Status> writers() {
        return statuses(writers, MAX_QUEUED_SAMPLES);
    }

    private static <T> List<Status> statuses(Map<Endpoint, DeliveryQueue<T>> queues, int capacity) {
        List<Status> statuses = new ArrayList<>();
        queues.forEach(
                (endpoint, queue) -> statuses.add(new Status(endpoint, queue.length(), capacity, queue.counters())));
        return statuses;
    }

    private DeliveryQueue.Outcome alerts(Endpoint endpoint, List<Alert> batch) throws InterruptedException {
        try {
            Map<String, String> headers = headers(endpoint, batch.get(0).tenant());
            headers.put("Content-Type", "application/json");
            return post("alerts", endpoint, headers, AlertJson.encode(batch), batch.size());
        } catch (IOException e) {
            return failed("alerts", endpoint, batch.size(), e.toString());
        }
    }

    private DeliveryQueue.Outcome samples(Endpoint endpoint, List<SeriesSample> batch, DeliveryCounters counters)
            throws InterruptedException {
        try {
            Map<String, String> headers = headers(endpoint, batch.get(0).tenant());
            headers.put("Content-Type", "application/x-protobuf");
            headers.put("Content-Encoding", "snappy");
            headers.put("X-Prometheus-Remote-Write-Version", "0.1.0");
            DeliveryQueue.Outcome outcome =
                    post("samples", endpoint, headers, WriteRequest.encode(batch), batch.size());
            if (outcome == DeliveryQueue.Outcome.SENT) {
                long newest = batch.get(batch.size() - 1).timestampMillis();
                counters.newestSentMillis.accumulateAndGet(newest, Math::max);
            }
            return outcome;
        } catch (IOException e) {
            return failed("samples", endpoint, batch.size(), e.toString());
        }
    }

    private static Map<String, String> headers(Endpoint endpoint, TenantId tenant) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.put("User-Agent", "sigyn");
        if (endpoint.namesTenant()) {
            headers.put(TENANT, tenant.value());
        }
        return headers;
    }

    private DeliveryQueue.Outcome post(
            String what, Endpoint endpoint, Map<String, String> headers, byte[] body, int count)
            throws IOException, InterruptedException {
        HttpPost.Reply reply = http.send(endpoint, headers, body);
        if (reply.status() >= 200 && reply.status() < 300) {
            return DeliveryQueue.Outcome.SENT;
        }
        String problem = "status " + reply.status() + " " + reply.text();
        if (reply.status() >= 500 || reply.status() == TOO_MANY) {
            return failed(what, endpoint, count, problem);
        }
        LOG.error("{} {} refused by {} and given up: {}", count, what, endpoint, problem);
        return DeliveryQueue.Outcome.REFUSED;
    }

    private static DeliveryQueue.Outcome failed(String what, Endpoint endpoint, int count, String problem) {
        LOG.warn("{} {} could not be sent to {}, it is tried again: {}", count, what, endpoint, problem);
        return DeliveryQueue.Outcome.FAILED;
    }

    @Override
    public void close() {
        alertmanagers.values().forEach(DeliveryQueue::end);
        writers.values().forEach(DeliveryQueue::end);
        alertmanagers.values().forEach(DeliveryQueue::close);
        writers.values().forEach(DeliveryQueue::close);
    }
}
