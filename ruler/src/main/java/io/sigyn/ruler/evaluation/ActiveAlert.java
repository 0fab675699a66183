package io.sigyn.ruler.evaluation;

import io.sigyn.model.Labels;
import io.sigyn.ruler.evaluation.AlertState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One alert on its way from pending to firing to resolved. For the thread that evaluates its rule. */
final class ActiveAlert {
    /** So long it is told that an alert is resolved. */
    static final Duration RESOLVED_KEPT = Duration.ofMinutes(15);

    private final Labels labels;
    private final Instant activeAt;
    private Map<String, String> annotations;
    private double value;
    private Phase phase = Phase.PENDING;
    private Instant firedAt;
    private @Nullable Instant keepFiringSince;
    private @Nullable Instant resolvedAt;
    private @Nullable Instant lastSentAt;

    ActiveAlert(Labels labels, Map<String, String> annotations, double value, Instant activeAt) {
        this.labels = labels;
        this.annotations = annotations;
        this.value = value;
        this.activeAt = activeAt;
        this.firedAt = activeAt;
    }

    Labels labels() {
        return labels;
    }

    Map<String, String> annotations() {
        return annotations;
    }

    Phase phase() {
        return phase;
    }

    Instant activeAt() {
        return activeAt;
    }

    Instant firedAt() {
        return firedAt;
    }

    @Nullable
    Instant resolvedAt() {
        return resolvedAt;
    }

    /** It is true again. */
    void seen(Map<String, String> nextAnnotations, double nextValue) {
        annotations = nextAnnotations;
        value = nextValue;
        keepFiringSince = null;
    }

    /** Fires if it has been true for long enough. */
    void fireAfter(Duration hold, Instant at) {
        if (phase == Phase.PENDING && !activeAt.plus(hold).isAfter(at)) {
            phase = Phase.FIRING;
            firedAt = at;
        }
    }

    /** It is not true any more. Whether it is still to be kept. */
    boolean missed(Duration keepFiringFor, Instant at) {
        if (phase == Phase.FIRING && !keepFiringFor.isZero()) {
            if (keepFiringSince == null) {
                keepFiringSince = at;
            }
            if (at.isBefore(keepFiringSince.plus(keepFiringFor))) {
                return true;
            }
        }
        if (phase == Phase.PENDING) {
            return false;
        }
        if (resolvedAt == null) {
            resolvedAt = at;
        }
        phase = Phase.RESOLVED;
        return !resolvedAt.plus(RESOLVED_KEPT).isBefore(at);
    }

    /** Whether it must be told now; if so, it counts as told. */
    boolean toBeSent(Instant at, Duration resendDelay) {
        if (phase == Phase.PENDING) {
            return false;
        }
        boolean resolvedSince = resolvedAt != null && (lastSentAt == null || resolvedAt.isAfter(lastSentAt));
        if (lastSentAt != null
                && !resolvedSince
                && !lastSentAt.plus(resendDelay).isBefore(at)) {
            return false;
        }
        lastSentAt = at;
        return true;
    }

    AlertState state() {
        return new AlertState(labels, annotations, phase, activeAt, value);
    }
}
