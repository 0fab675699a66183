package io.sigyn.server.api;

import io.sigyn.ingester.Ingester;
import io.sigyn.ingester.pattern.PatternMiner;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.querier.MetadataQueries;
import io.sigyn.querier.Querier;
import io.sigyn.querier.QueryParameters;
import io.sigyn.ruler.Ruler;
import io.sigyn.server.http.FairExecutor;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The parts that handlers are built from; {@code deletes} is null where nothing can be deleted, {@code
 * patterns} where none are looked for. Immutable. */
public record Api(
        Ingester ingester,
        Querier querier,
        MetadataQueries metadata,
        QueryParameters parameters,
        Ruler ruler,
        Function<TenantId, TenantLimits> limits,
        Tenants tenants,
        Workers workers,
        ApiMetrics metrics,
        OpsHandler.Operations operations,
        @Nullable DeleteHandler deletes,
        @Nullable PatternMiner patterns,
        Options options) {

    /** Which features are on. {@code gateway} is whether this stands where a gateway would. */
    public record Options(Duration slowQuery, boolean rulesApi, Duration tailMaxDuration, boolean gateway) {}

    /** Threads that requests run on, apart so that one kind does not keep another waiting. */
    public record Workers(FairExecutor push, FairExecutor query, FairExecutor tail, FairExecutor operations)
            implements AutoCloseable {
        private static final int MAX_QUEUED_PUSHES = 512;
        private static final int MAX_QUEUED_OPERATIONS = 1024;
        private static final int PASSING = 503;
        private static final int TOO_MANY = 429;

        public static Workers start(int processors, int maxConcurrentQueries, int maxQueuedQueriesPerTenant) {
            return new Workers(
                    new FairExecutor("push", Math.max(2, processors), MAX_QUEUED_PUSHES, PASSING),
                    new FairExecutor("query", maxConcurrentQueries, Math.max(1, maxQueuedQueriesPerTenant), TOO_MANY),
                    new FairExecutor("tail", 2, MAX_QUEUED_OPERATIONS, PASSING),
                    new FairExecutor("operations", 2, MAX_QUEUED_OPERATIONS, PASSING));
        }

        @Override
        public void close() {
            push.close();
            query.close();
            tail.close();
            operations.close();
        }
    }

    QueryHandler queryHandler() {
        return new QueryHandler(querier, parameters, tenants, options.slowQuery());
    }

    MetadataHandler metadataHandler() {
        return new MetadataHandler(metadata, parameters, tenants);
    }

    TailHandler tailHandler() {
        return new TailHandler(this);
    }

    ToolsHandler toolsHandler() {
        return new ToolsHandler(this);
    }

    LegacyHandler legacyHandler() {
        return new LegacyHandler(this);
    }

    RulesHandler rulesHandler() {
        return new RulesHandler(ruler, tenants);
    }

    RuleStateHandler ruleStateHandler() {
        return new RuleStateHandler(ruler, tenants);
    }

    OpsHandler opsHandler() {
        return new OpsHandler(operations);
    }
}
