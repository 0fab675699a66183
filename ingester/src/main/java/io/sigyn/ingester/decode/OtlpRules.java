package io.sigyn.ingester.decode;

import io.sigyn.index.CompiledMatcher;
import io.sigyn.model.LabelMatcher;
import io.sigyn.model.TenantLimits.AttributeRule;
import io.sigyn.model.TenantLimits.OtlpConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What becomes of OTLP attributes: the first rule that names one decides, metadata is the default. Immutable. */
final class OtlpRules {
    private static final int MAX_CACHED = 1000;
    private static final Map<OtlpConfig, OtlpRules> CACHE = new ConcurrentHashMap<>();

    /** Resource attributes that are labels unless a tenant says otherwise. */
    private static final List<String> DEFAULT_LABELS = List.of(
            "service.name",
            "service.namespace",
            "service.instance.id",
            "deployment.environment",
            "cloud.region",
            "cloud.availability_zone",
            "k8s.cluster.name",
            "k8s.namespace.name",
            "k8s.pod.name",
            "k8s.container.name",
            "container.name",
            "k8s.replicaset.name",
            "k8s.deployment.name",
            "k8s.statefulset.name",
            "k8s.daemonset.name",
            "k8s.cronjob.name",
            "k8s.job.name");

    private final List<Rule> resource;
    private final List<Rule> scope;
    private final List<Rule> log;

    private OtlpRules(OtlpConfig config) {
        List<Rule> rules = new ArrayList<>();
        if (!config.ignoreResourceDefaults()) {
            rules.add(new Rule(Action.LABEL, DEFAULT_LABELS, null));
        }
        rules.addAll(compile(config.resourceAttributes()));
        this.resource = List.copyOf(rules);
        this.scope = compile(config.scopeAttributes());
        this.log = compile(config.logAttributes());
    }

    static OtlpRules of(OtlpConfig config) {
        OtlpRules known = CACHE.get(config);
        if (known == null) {
            if (CACHE.size() >= MAX_CACHED) {
                CACHE.clear();
            }
            known = new OtlpRules(config);
            CACHE.put(config, known);
        }
        return known;
    }

    enum Action {
        LABEL,
        METADATA,
        DROP
    }

    private record Rule(
            Action action, List<String> names, @Nullable CompiledMatcher regex) {
        boolean names(String attribute) {
            return names.contains(attribute) || (regex != null && regex.matches(attribute));
        }
    }

    Action resource(String attribute) {
        return decide(resource, attribute);
    }

    Action scope(String attribute) {
        return decide(scope, attribute);
    }

    Action log(String attribute) {
        return decide(log, attribute);
    }

    private static Action decide(List<Rule> rules, String attribute) {
        for (Rule rule : rules) {
            if (rule.names(attribute)) {
                return rule.action;
            }
        }
        return Action.METADATA;
    }

    private static List<Rule> compile(List<AttributeRule> rules) {
        List<Rule> compiled = new ArrayList<>();
        for (AttributeRule rule : rules) {
            Action action = switch (rule.action()) {
                case "index_label" -> Action.LABEL;
                case "drop" -> Action.DROP;
                default -> Action.METADATA;
            };
            CompiledMatcher regex = rule.regex().isEmpty()
                    ? null
                    : CompiledMatcher.compile(
                            new LabelMatcher("attribute", LabelMatcher.Operator.MATCHES, rule.regex()));
            compiled.add(new Rule(action, rule.attributes(), regex));
        }
        return List.copyOf(compiled);
    }
}
