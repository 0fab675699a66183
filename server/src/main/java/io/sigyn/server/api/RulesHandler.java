package io.sigyn.server.api;

import io.sigyn.model.TenantId;
import io.sigyn.ruler.RuleLimitException;
import io.sigyn.ruler.Ruler;
import io.sigyn.ruler.rule.Namespace;
import io.sigyn.ruler.rule.RuleFormatException;
import io.sigyn.ruler.rule.RuleGroup;
import io.sigyn.ruler.rule.RuleGroupReader;
import io.sigyn.ruler.rule.RuleGroupValidator;
import io.sigyn.ruler.rule.RuleGroupWriter;
import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists, creates and deletes rule groups, with Loki's statuses and texts: YAML for groups, JSON for what was done, lines for
 * most errors. Thread-safe.
 */
final class RulesHandler {
    private static final Logger log = LoggerFactory.getLogger(RulesHandler.class);
    private static final String YAML = "application/yaml";
    private static final String NO_GROUPS = "no rule groups found\n";
    private static final String NO_GROUP = "group does not exist\n";
    private static final String NO_NAMESPACE = "group namespace does not exist\n";
    private static final String NOT_A_GROUP = "unable to decoded rule group\n";

    private final Ruler ruler;
    private final Tenants tenants;

    RulesHandler(Ruler ruler, Tenants tenants) {
        this.ruler = ruler;
        this.tenants = tenants;
    }

    /** What a request does for its tenant. */
    @FunctionalInterface
    interface Action {
        ApiResponse answer(TenantId tenant, ApiRequest request) throws IOException;
    }

    /** Answers one that names no tenant as all do, but one that names several as the ruler does. */
    static Answers.Direct forOne(Tenants tenants, String notOne, Action action) {
        return request -> {
            TenantId tenant;
            try {
                tenant = tenants.one(request);
            } catch (Tenants.TenantException e) {
                if (e.kind() == Tenants.TenantException.Kind.MISSING
                        || e.kind() == Tenants.TenantException.Kind.FORBIDDEN) {
                    throw e;
                }
                return serverError(notOne);
            }
            return action.answer(tenant, request);
        };
    }

    static ApiResponse serverError(String message) {
        return error(500, "server_error", message);
    }

    /** Loki sends this JSON without saying so. */
    static ApiResponse error(int status, String type, String message) {
        return Answers.json(
                status,
                Answers.TEXT,
                json -> json.raw("{\"status\":\"error\",\"data\":null,\"errorType\":\"")
                        .raw(type)
                        .raw("\",\"error\":")
                        .string(message)
                        .raw("}"));
    }

    private static ApiResponse accepted() {
        return Answers.json(
                202,
                Answers.PLAIN_JSON,
                json -> json.raw("{\"status\":\"success\",\"data\":null,\"errorType\":\"\",\"error\":\"\"}"));
    }

    private Answers.Direct named(Action action) {
        return forOne(tenants, "no org id", (tenant, request) -> {
            try {
                return action.answer(tenant, request);
            } catch (BadName e) {
                return serverError(String.valueOf(e.getMessage()));
            } catch (IOException e) {
                log.error("rules of tenant {} cannot be read or written", tenant, e);
                return ApiResponse.plainText(
                                503, "rules cannot be read or written now, try again: " + e.getMessage() + "\n")
                        .withHeader("Retry-After", "1");
            }
        });
    }

    /** All groups of a tenant, or of one namespace. */
    Answers.Direct list() {
        return named((tenant, request) -> {
            List<Namespace> namespaces = ruler.namespaces(tenant);
            if (!request.pathVariable("namespace").isEmpty()) {
                String name = name(request, "namespace");
                namespaces = namespaces.stream()
                        .filter(namespace -> namespace.name().equals(name))
                        .toList();
            }
            return namespaces.isEmpty()
                    ? ApiResponse.plainText(404, NO_GROUPS)
                    : ApiResponse.of(200, YAML, RuleGroupWriter.write(namespaces));
        });
    }

    Answers.Direct get() {
        return named((tenant, request) -> {
            if (!ruler.writable()) {
                return ApiResponse.plainText(500, "GetRuleGroup unsupported in rule local store\n");
            }
            String namespace = name(request, "namespace");
            String group = name(request, "group");
            Optional<RuleGroup> found = ruler.namespaces(tenant).stream()
                    .filter(known -> known.name().equals(namespace))
                    .findFirst()
                    .flatMap(known -> known.group(group));
            return found.isEmpty()
                    ? ApiResponse.plainText(404, NO_GROUP)
                    : ApiResponse.of(200, YAML, RuleGroupWriter.write(found.get()));
        });
    }

    Answers.Direct set() {
        return named((tenant, request) -> {
            String namespace = name(request, "namespace");
            RuleGroup group;
            try {
                group = RuleGroupReader.readGroup(request.body(), request.bodyLength());
            } catch (RuleFormatException e) {
                log.warn("a rule group of tenant {} is refused: {}", tenant, e.text());
                return ApiResponse.plainText(400, NOT_A_GROUP);
            }
            List<String> faults = RuleGroupValidator.faults(List.of(group));
            if (!faults.isEmpty()) {
                return ApiResponse.plainText(400, String.join(", ", faults) + "\n");
            }
            if (!ruler.writable()) {
                return ApiResponse.plainText(500, "SetRuleGroup unsupported in rule local store\n");
            }
            try {
                ruler.set(tenant, namespace, group);
            } catch (RuleLimitException e) {
                return ApiResponse.plainText(400, e.getMessage() + "\n");
            }
            return accepted();
        });
    }

    Answers.Direct deleteNamespace() {
        return named((tenant, request) -> {
            if (!ruler.writable()) {
                return serverError("DeleteNamespace unsupported in rule local store");
            }
            return ruler.deleteNamespace(tenant, name(request, "namespace"))
                    ? accepted()
                    : ApiResponse.plainText(404, NO_NAMESPACE);
        });
    }

    Answers.Direct deleteGroup() {
        return named((tenant, request) -> {
            if (!ruler.writable()) {
                return serverError("DeleteRuleGroup unsupported in rule local store");
            }
            ruler.deleteGroup(tenant, name(request, "namespace"), name(request, "group"));
            return accepted();
        });
    }

    /** A name in the path that is not escaped as it should be. */
    private static final class BadName extends RuntimeException {
        private static final long serialVersionUID = 1;

        BadName(String message) {
            super(message, null, false, false);
        }
    }

    /** Names are escaped twice by those who have slashes in them; the first time is undone already. */
    private static String name(ApiRequest request, String variable) {
        String escaped = request.pathVariable(variable);
        if (escaped.indexOf('%') < 0) {
            return escaped;
        }
        try {
            return URLDecoder.decode(escaped.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadName("invalid URL escape in \"" + escaped + "\"");
        }
    }
}
