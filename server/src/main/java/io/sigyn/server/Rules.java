package io.sigyn.server;

import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.Querier;
import io.sigyn.ruler.Ruler;
import io.sigyn.ruler.RulerOptions;
import io.sigyn.ruler.RulerThreads;
import io.sigyn.ruler.delivery.ClientTls;
import io.sigyn.ruler.delivery.Deliveries;
import io.sigyn.ruler.delivery.DeliveryOptions;
import io.sigyn.ruler.delivery.JdkHttpPost;
import io.sigyn.ruler.delivery.Pause;
import io.sigyn.ruler.store.LocalRuleStore;
import io.sigyn.ruler.store.ObjectRuleStore;
import io.sigyn.ruler.store.RuleStore;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.server.tls.ClientContexts;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.FolderObjectStore;
import io.sigyn.storage.object.ObjectStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Builds the ruler that the configuration describes. Stateless. */
final class Rules {
    private static final int EVALUATION_THREADS = 2;

    private Rules() {}

    /** Opens the place where rules rest, and a ruler over it, which does not run yet. {@code shared} is the store of all else. */
    static Ruler open(
            SigynConfig config,
            Parts parts,
            Disk disk,
            ObjectStore shared,
            Querier querier,
            Function<TenantId, TenantLimits> limits,
            Clock clock)
            throws IOException {
        SigynConfig.Rules rules = config.rules();
        RuleStore store = store(config, parts, disk, shared, clock);
        checkTls(rules.deliveries());
        Deliveries deliveries =
                new Deliveries(rules.deliveries(), new JdkHttpPost(ClientContexts::read), Pause.real(), disk);
        RulerOptions options = RulerOptions.defaults()
                .withIntervals(rules.evaluationInterval(), rules.pollInterval(), rules.resendDelay())
                .withExternal(rules.externalUrl(), Labels.of(rules.externalLabels()), rules.datasourceUid())
                .withTenants(evaluated(rules));
        return parts.add(
                "ruler",
                new Ruler(store, querier, limits, options, deliveries, RulerThreads.start(EVALUATION_THREADS), clock));
    }

    /** Files of TLS that cannot be used are a mistake of the configuration, and not one of the first alert. */
    private static void checkTls(DeliveryOptions options) throws IOException {
        Set<ClientTls> all = new HashSet<>();
        options.alertmanagers().forEach(alertmanager -> all.add(alertmanager.tls()));
        options.writers().forEach(writer -> all.add(writer.endpoint().tls()));
        all.remove(ClientTls.DEFAULT);
        for (ClientTls tls : all) {
            ClientContexts.read(tls);
        }
    }

    /**
     * Opens the place where rules rest to look at it; null where that is the store of all else.
     *
     * @throws NoSuchFileException if there is none, since there are no rules or they are files
     */
    static @Nullable ObjectStore openToLook(SigynConfig config, Disk disk) throws IOException {
        SigynConfig.RuleStorage storage = config.rules().storage();
        if (storage.files()) {
            throw new NoSuchFileException(storage.directory().toString());
        } else if (storage.bucket().isEmpty()) {
            return FolderObjectStore.openExisting(disk, storage.directory());
        }
        return storage.bucket().equals(config.storage().s3())
                ? null
                : Stores.openToLook(storage.bucket().get());
    }

    private static Predicate<TenantId> evaluated(SigynConfig.Rules rules) {
        return tenant -> !rules.disabledTenants().contains(tenant.value())
                && (rules.enabledTenants().isEmpty() || rules.enabledTenants().contains(tenant.value()));
    }

    private static RuleStore store(SigynConfig config, Parts parts, Disk disk, ObjectStore shared, Clock clock)
            throws IOException {
        SigynConfig.RuleStorage storage = config.rules().storage();
        if (storage.files()) {
            return new LocalRuleStore(storage.directory());
        }
        Optional<SigynConfig.S3> bucket = storage.bucket();
        if (bucket.isPresent() && bucket.equals(config.storage().s3())) {
            return new ObjectRuleStore(shared, clock);
        }
        ObjectStore own = bucket.isPresent()
                ? Stores.bucketOfRules(bucket.get())
                : FolderObjectStore.open(disk, storage.directory(), clock);
        return new ObjectRuleStore(parts.add("rule store", own), clock);
    }
}
