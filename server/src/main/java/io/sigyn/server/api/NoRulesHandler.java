package io.sigyn.server.api;

import io.sigyn.server.http.ApiRequest;
import io.sigyn.server.http.ApiResponse;

/** The state of rules where no ruler runs: Grafana asks for it at any rate, and must be told that there are none. Stateless. */
final class NoRulesHandler {
    private final Tenants tenants;

    NoRulesHandler(Tenants tenants) {
        this.tenants = tenants;
    }

    ApiResponse rules(ApiRequest request) {
        return nothing(request, "groups");
    }

    ApiResponse alerts(ApiRequest request) {
        return nothing(request, "alerts");
    }

    private ApiResponse nothing(ApiRequest request, String what) {
        try {
            tenants.one(request);
        } catch (Tenants.TenantException e) {
            if (e.kind() == Tenants.TenantException.Kind.MISSING
                    || e.kind() == Tenants.TenantException.Kind.FORBIDDEN) {
                throw e;
            }
            return Answers.json(
                    500,
                    Answers.TEXT,
                    json -> json.raw("{\"status\":\"error\",\"data\":null,")
                            .raw("\"errorType\":\"server_error\",\"error\":\"no valid org id found\"}"));
        }
        return Answers.json(
                200,
                Answers.PLAIN_JSON,
                json -> json.raw("{\"status\":\"success\",\"data\":{\"")
                        .raw(what)
                        .raw("\":[]},\"errorType\":\"\",\"error\":\"\"}"));
    }
}
