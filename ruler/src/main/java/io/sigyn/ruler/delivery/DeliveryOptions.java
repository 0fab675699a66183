package io.sigyn.ruler.delivery;

import io.sigyn.ruler.relabel.Relabeling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Who is told what. Immutable.
 *
 * @param alertmanagers by their base URLs
 * @param maxQueuedAlerts for each of them
 * @param alertRelabeling of what Alertmanagers are told
 * @param journals the folder where samples wait that are not sent yet; without one they do not outlive the process
 */
public record DeliveryOptions(
        List<Endpoint> alertmanagers,
        int maxQueuedAlerts,
        Relabeling alertRelabeling,
        List<RemoteWriter> writers,
        Optional<Path> journals) {
    public DeliveryOptions {
        alertmanagers = List.copyOf(alertmanagers);
        writers = List.copyOf(writers);
    }

    /** An endpoint that samples are written to, as the relabelling makes them. */
    public record RemoteWriter(Endpoint endpoint, Relabeling relabeling) {}

    /** Nothing is relabelled or kept on disk. */
    public static DeliveryOptions of(List<Endpoint> alertmanagers, int maxQueuedAlerts, List<Endpoint> writers) {
        return new DeliveryOptions(
                alertmanagers,
                maxQueuedAlerts,
                Relabeling.NONE,
                writers.stream()
                        .map(endpoint -> new RemoteWriter(endpoint, Relabeling.NONE))
                        .toList(),
                Optional.empty());
    }

    public DeliveryOptions withAlertRelabeling(Relabeling relabeling) {
        return new DeliveryOptions(alertmanagers, maxQueuedAlerts, relabeling, writers, journals);
    }

    public DeliveryOptions withJournals(Path folder) {
        return new DeliveryOptions(alertmanagers, maxQueuedAlerts, alertRelabeling, writers, Optional.of(folder));
    }
}
