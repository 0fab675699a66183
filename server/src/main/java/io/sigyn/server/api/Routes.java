package io.sigyn.server.api;

import io.sigyn.ingester.PushBody;
import io.sigyn.server.http.Access;
import io.sigyn.server.http.FairExecutor;
import io.sigyn.server.http.Handler;
import io.sigyn.server.http.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The table of what there is: path, methods, handler. Built once, by one thread. */
public final class Routes {
    private static final Set<String> GET = Set.of("GET");
    private static final Set<String> POST = Set.of("POST");
    private static final Set<String> DELETE = Set.of("DELETE");
    private static final Set<String> GET_POST = Set.of("GET", "POST");
    /** Larger ones are refused while they come in; what they may decode to is the ingester's to say. */
    private static final int MAX_PUSH_BODY_BYTES = 128 << 20;

    /** Where Loki shows who shares the work. */
    private static final List<String> RINGS = List.of(
            "/ring",
            "/distributor/ring",
            "/indexgateway/ring",
            "/ruler/ring",
            "/compactor/ring",
            "/scheduler/ring",
            "/memberlist");

    private final Api api;
    private final List<Route> routes = new ArrayList<>();

    private Routes(Api api) {
        this.api = api;
    }

    public static List<Route> of(Api api) {
        Routes routes = new Routes(api);
        routes.push();
        routes.query();
        routes.metadata();
        routes.tools();
        routes.rules();
        routes.legacy();
        routes.tail();
        routes.deletes();
        routes.operations();
        return List.copyOf(routes.routes);
    }

    private void push() {
        push("/loki/api/v1/push", PushBody.Endpoint.PUSH);
        push("/api/prom/push", PushBody.Endpoint.LEGACY);
        push("/otlp/v1/logs", PushBody.Endpoint.OTLP);
    }

    private void push(String template, PushBody.Endpoint endpoint) {
        PushHandler handler = new PushHandler(api.ingester(), api.tenants(), endpoint);
        add(POST, template, Access.PUSH, handler, api.workers().push(), MAX_PUSH_BODY_BYTES);
    }

    private void query() {
        QueryHandler handler = api.queryHandler();
        query("/loki/api/v1/query_range", handler::range);
        query("/loki/api/v1/query", handler::instant);
    }

    private void metadata() {
        MetadataHandler handler = api.metadataHandler();
        query("/loki/api/v1/labels", handler::labels);
        query("/loki/api/v1/label", handler::labels);
        query("/loki/api/v1/label/{name}/values", handler::labelValues);
        query("/loki/api/v1/series", handler::series);
        query("/loki/api/v1/index/stats", handler::indexStats);
        query("/loki/api/v1/index/volume", handler::volume);
        query("/loki/api/v1/index/volume_range", handler::volumeRange);
        query("/loki/api/v1/detected_labels", handler::detectedLabels);
        query("/loki/api/v1/detected_fields", handler::detectedFields);
        query("/loki/api/v1/detected_field/{name}/values", handler::detectedFieldValues);
    }

    private void tools() {
        ToolsHandler tools = api.toolsHandler();
        question(GET_POST, "/loki/api/v1/format_query", tools::formatQuery);
        query("/loki/api/v1/index/shards", tools::shards);
        question(GET, "/loki/api/v1/drilldown-limits", tools::drilldownLimits);
        query("/loki/api/v1/patterns", new PatternsHandler(api)::patterns);
    }

    /** How rules stand is told even where they cannot be changed: Grafana asks for it at any rate. */
    private void rules() {
        RuleStateHandler states = api.ruleStateHandler();
        question(GET, "/prometheus/api/v1/rules", states.rules());
        question(GET, "/prometheus/api/v1/alerts", states.alerts());
        if (api.options().rulesApi()) {
            rules("/loki/api/v1/rules");
            rules("/api/prom/rules");
        }
    }

    private void rules(String all) {
        RulesHandler rules = api.rulesHandler();
        String namespace = all + "/{namespace}";
        String group = namespace + "/{group}";
        stored(GET, all, rules.list());
        stored(GET, namespace, rules.list());
        stored(POST, namespace, rules.set());
        stored(DELETE, namespace, rules.deleteNamespace());
        stored(GET, group, rules.get());
        stored(DELETE, group, rules.deleteGroup());
    }

    /** What waits for the object store must not keep the operations of those who run it waiting. */
    private void stored(Set<String> methods, String template, Answers.Direct direct) {
        Access access = methods.equals(GET) ? Access.QUERY : Access.ADMIN;
        add(methods, template, access, Answers.lines(direct), api.workers().query(), Route.SMALL_BODY);
    }

    private void legacy() {
        MetadataHandler handler = api.metadataHandler();
        LegacyHandler legacy = api.legacyHandler();
        query("/api/prom/query", legacy::query);
        query("/api/prom/label/{name}/values", legacy::labelValues);
        query("/api/prom/label", handler::labels);
        query("/api/prom/series", handler::series);
    }

    private void tail() {
        TailHandler handler = api.tailHandler();
        query("/loki/api/v1/tail", handler::tail);
        query("/api/prom/tail", handler::legacy);
    }

    private void deletes() {
        DeleteHandler deletes = api.deletes();
        if (deletes == null) {
            return;
        }
        operation(Set.of("POST", "PUT"), "/loki/api/v1/delete", deletes::add);
        question(GET, "/loki/api/v1/delete", deletes::list);
        operation(Set.of("DELETE"), "/loki/api/v1/delete", deletes::cancel);
    }

    private void operations() {
        OpsHandler ops = api.opsHandler();
        if (api.options().gateway()) { // else it is not found, as in Loki itself
            question(GET, "/", ops::root);
        }
        question(GET, "/ready", ops::ready);
        operation(GET, "/services", ops::services);
        operation(GET, "/config", ops::config);
        operation(GET, "/log_level", ops::logLevel);
        operation(POST, "/log_level", ops::setLogLevel);
        question(GET, "/loki/api/v1/status/buildinfo", ops::buildInfo);
        operation(GET, "/metrics", api.metrics()::scrape);
        add(GET_POST, "/flush", Access.ADMIN, ops::flush, api.workers().operations(), Route.SMALL_BODY);
        for (String ring : RINGS) {
            operation(GET, ring, ops::ring);
        }
    }

    private void query(String template, Answers.Direct direct) {
        add(
                GET_POST,
                template,
                Access.QUERY,
                Answers.query(direct),
                api.workers().query(),
                Route.SMALL_BODY);
    }

    /** Quickly answered, and changes nothing. */
    private void question(Set<String> methods, String template, Answers.Direct direct) {
        add(
                methods,
                template,
                Access.QUERY,
                Answers.lines(direct),
                api.workers().operations(),
                Route.SMALL_BODY);
    }

    /** For who runs the server or may delete: whatever is not push or query, so that nothing is open by mistake. */
    private void operation(Set<String> methods, String template, Answers.Direct direct) {
        add(
                methods,
                template,
                Access.ADMIN,
                Answers.lines(direct),
                api.workers().operations(),
                Route.SMALL_BODY);
    }

    private void add(
            Set<String> methods, String template, Access access, Handler handler, FairExecutor executor, int maxBody) {
        String name = template.equals("/")
                ? "root"
                : template.substring(1).replaceAll("[{}]", "").replace('/', '_');
        routes.add(new Route(methods, template, name, access, executor, maxBody, handler));
    }
}
