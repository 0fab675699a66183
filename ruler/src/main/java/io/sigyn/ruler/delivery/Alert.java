package io.sigyn.ruler.delivery;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import java.time.Instant;
import java.util.Map;

/** An alert as Alertmanager is told: it fires from {@code startsAt} until {@code endsAt}, unless it is told anew. Immutable. */
public record Alert(
        TenantId tenant,
        Labels labels,
        Map<String, String> annotations,
        Instant startsAt,
        Instant endsAt,
        String generatorUrl) {

    Alert withLabels(Labels changed) {
        return new Alert(tenant, changed, annotations, startsAt, endsAt, generatorUrl);
    }
}
